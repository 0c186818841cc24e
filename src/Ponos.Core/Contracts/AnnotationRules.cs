using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Ponos.Contracts;

/// <summary>Data annotations as keywords of JSON Schema; sections are those of the validation specification of draft 2020-12.</summary>
internal static class AnnotationRules
{
    /// <summary>Applies a property's annotations to its schema, or the root type's description to the whole.</summary>
    public static void Apply(JsonSchemaExporterContext context, JsonObject schema, Type? root)
    {
        if (context.PropertyInfo is { } property)
        {
            foreach (var annotation in Annotations.Of(property))
            {
                Apply(annotation, schema, $"{property.DeclaringType.Name}.{property.Name}");
            }
        }
        else if (root?.GetCustomAttribute<DescriptionAttribute>() is { } description)
        {
            schema["description"] = description.Description;
        }
    }

    /// <summary>Adds what one annotation says of the value that it stands on; <paramref name="what"/> names the property.</summary>
    public static void Apply(object annotation, JsonObject schema, string what)
    {
        switch (annotation)
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
                Bound(schema, "minimum", range.MinimumIsExclusive, range.Minimum, what); // (6.2.4, 6.2.5)
                Bound(schema, "maximum", range.MaximumIsExclusive, range.Maximum, what); // (6.2.2, 6.2.3)
                break;
            case RegularExpressionAttribute regex:
                Match(schema, $"^(?:{regex.Pattern})$"); // (6.3.3) searches; the attribute matches the whole.
                break;
            case EmailAddressAttribute:
                schema["format"] = "email"; // (7.3.2)
                break;
            case UrlAttribute:
                schema["format"] = "uri"; // (7.3.5)
                break;
            case RequiredAttribute { AllowEmptyStrings: false } when HasType(schema, "string"):
                Match(schema, @"\S");
                break;
            case AllowedValuesAttribute allowed when allowed.Values.All(value => value is string or int):
                schema["enum"] = new JsonArray([.. allowed.Values.Select(value => (JsonNode?)(value is int whole ? whole : (string)value!))]); // (6.1.2)
                break;
            case DescriptionAttribute description:
                schema["description"] = description.Description; // (9.1)
                break;
            default:
                break;
        }
    }

    /// <summary>A second pattern does not replace the first: both must match.</summary>
    private static void Match(JsonObject schema, string pattern)
    {
        if (!schema.ContainsKey("pattern"))
        {
            schema["pattern"] = pattern;
            return;
        }

        if (schema["allOf"] is not JsonArray also)
        {
            schema["allOf"] = also = [];
        }

        also.Add((JsonNode)new JsonObject { ["pattern"] = pattern });
    }

    private static string LengthKeyword(JsonObject schema, string bound) =>
        HasType(schema, "array") ? bound + "Items" : HasType(schema, "object") ? bound + "Properties" : bound + "Length";

    private static bool HasType(JsonObject schema, string type) => schema["type"] switch
    {
        JsonValue single => single.GetValue<string>() == type,
        JsonArray several => several.Any(item => item!.GetValue<string>() == type),
        _ => false,
    };

    private static void Bound(JsonObject schema, string keyword, bool exclusive, object bound, string what)
    {
        schema.Remove(keyword);
        schema[exclusive ? "exclusive" + char.ToUpperInvariant(keyword[0]) + keyword[1..] : keyword] = Number(bound, what);
    }

    private static JsonValue Number(object bound, string what) => bound switch
    {
        int whole => JsonValue.Create(whole),
        double real when double.IsFinite(real) => JsonValue.Create(real),
        _ => decimal.TryParse(bound.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            ? JsonValue.Create(exact)
            : throw new NotSupportedException($"The [Range] of {what} goes to '{bound}', which is no number. Write a schema file for this contract."),
    };
}
