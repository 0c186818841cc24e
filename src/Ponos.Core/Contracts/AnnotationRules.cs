using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Ponos.Contracts;

/// <summary>Data annotations as the keywords of JSON Schema, draft 2020-12, section in parentheses.</summary>
internal static class AnnotationRules
{
    public static JsonNode Apply(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema)
        {
            return node;
        }

        AddFormat(context.TypeInfo.Type, schema, hasPlainDates: true);
        if (context.PropertyInfo is { } property)
        {
            // A positional record's attribute stands on the parameter unless it says "property:".
            foreach (var provider in new[] { property.AttributeProvider, property.AssociatedParameter?.AttributeProvider })
            {
                foreach (var attribute in provider?.GetCustomAttributes(inherit: true) ?? [])
                {
                    Apply(attribute, schema);
                }
            }
        }
        else if (context.Path.IsEmpty && context.TypeInfo.Type.GetCustomAttribute<DescriptionAttribute>() is { } description)
        {
            schema["description"] = description.Description;
        }

        return schema;
    }

    /// <summary>Adds what one attribute says of the value that it stands on.</summary>
    public static void Apply(object attribute, JsonObject schema)
    {
        switch (attribute)
        {
            case StringLengthAttribute length:
                schema["maxLength"] = length.MaximumLength; // (6.3.1)
                if (length.MinimumLength > 0)
                {
                    schema["minLength"] = length.MinimumLength; // (6.3.2)
                }

                break;
            case MinLengthAttribute min:
                schema[LengthKeyword(schema, "min")] = min.Length;
                break;
            case MaxLengthAttribute { Length: >= 0 } max:
                schema[LengthKeyword(schema, "max")] = max.Length;
                break;
            case LengthAttribute both:
                schema[LengthKeyword(schema, "min")] = both.MinimumLength;
                schema[LengthKeyword(schema, "max")] = both.MaximumLength;
                break;
            case RangeAttribute range:
                schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = Number(range.Minimum); // (6.2.4, 6.2.5)
                schema[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = Number(range.Maximum); // (6.2.2, 6.2.3)
                break;
            case RegularExpressionAttribute regex:
                schema["pattern"] = $"^(?:{regex.Pattern})$"; // (6.3.3) is not anchored; the attribute is.
                break;
            case EmailAddressAttribute:
                schema["format"] = "email";
                break;
            case UrlAttribute:
                schema["format"] = "uri";
                break;
            case RequiredAttribute { AllowEmptyStrings: false } when HasType(schema, "string") && !schema.ContainsKey("minLength"):
                schema["minLength"] = 1;
                break;
            case DescriptionAttribute description:
                schema["description"] = description.Description;
                break;
            default:
                break;
        }
    }

    /// <summary>Adds the format in which a type is written; that of times only where nothing else was chosen for them.</summary>
    public static void AddFormat(Type type, JsonObject schema, bool hasPlainDates)
    {
        var format = (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var t when !hasPlainDates && t != typeof(Guid) => null,
            var t when t == typeof(DateTimeOffset) || t == typeof(DateTime) => "date-time",
            var t when t == typeof(DateOnly) => "date",
            var t when t == typeof(Guid) => "uuid",
            _ => null,
        };
        if (format is not null && !schema.ContainsKey("format"))
        {
            schema["format"] = format;
        }
    }

    private static string LengthKeyword(JsonObject schema, string bound) =>
        HasType(schema, "array") ? bound + "Items" : HasType(schema, "object") ? bound + "Properties" : bound + "Length";

    private static bool HasType(JsonObject schema, string type) => schema["type"] switch
    {
        JsonValue single => single.GetValue<string>() == type,
        JsonArray several => several.Any(item => item!.GetValue<string>() == type),
        _ => false,
    };

    private static JsonNode Number(object bound) => bound switch
    {
        int whole => JsonValue.Create(whole),
        double real => JsonValue.Create(real),
        _ => JsonNode.Parse(decimal.Parse(bound.ToString()!, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture))!,
    };
}
