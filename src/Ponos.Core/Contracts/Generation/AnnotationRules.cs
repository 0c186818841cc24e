using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Ponos.Contracts.Generation;

/// <summary>
/// Data annotations as keywords of JSON Schema; sections are those of the validation specification of draft 2020-12. What is
/// not here says nothing of a value, or is warned of at compile time: <see cref="AnnotationTable"/>.
/// </summary>
internal static class AnnotationRules
{
    /// <summary>Adds the description of a job's type.</summary>
    public static void Describe(Type type, JsonObject schema)
    {
        if (type.GetCustomAttribute<DescriptionAttribute>() is { } description)
        {
            schema["description"] = description.Description;
        }
    }

    /// <summary>Adds what one annotation says of the value that it stands on.</summary>
    /// <exception cref="NotSupportedException">No schema can say it of such a value.</exception>
    public static void Apply(object annotation, JsonObject schema, AnnotatedValue value)
    {
        switch (annotation)
        {
            case StringLengthAttribute length:
                value.DemandText(length);
                LengthRules.AtMost(schema, length.MaximumLength, value, length); // (6.3.1)
                LengthRules.AtLeast(schema, length.MinimumLength, value, length); // (6.3.2)
                break;
            case MinLengthAttribute min:
                LengthRules.AtLeast(schema, min.Length, value, min);
                break;
            case MaxLengthAttribute { Length: >= 0 } max:
                LengthRules.AtMost(schema, max.Length, value, max);
                break;
            case LengthAttribute both:
                LengthRules.AtLeast(schema, both.MinimumLength, value, both);
                LengthRules.AtMost(schema, both.MaximumLength, value, both);
                break;
            case RangeAttribute range:
                RangeRules.Apply(range, schema, value); // (6.2.2 to 6.2.5)
                break;
            case RegularExpressionAttribute regex:
                value.DemandText(regex);
                DotNetPattern.Check(regex.Pattern, value.Name);
                Match(schema, $"^(?:{regex.Pattern})$"); // (6.3.3) searches; the attribute matches the whole.
                break;
            case RequiredAttribute { AllowEmptyStrings: false } when value.Type == typeof(string):
                Match(schema, @"\S");
                break;
            case AllowedValuesAttribute allowed:
                schema["enum"] = value.JsonOf(allowed.Values, allowed); // (6.1.2)
                break;
            case DeniedValuesAttribute denied:
                Also(schema, new JsonObject { ["not"] = new JsonObject { ["enum"] = value.JsonOf(denied.Values, denied) } });
                break;
            case DataTypeAttribute type:
                Apply(type, schema, value);
                break;
            case Base64StringAttribute base64:
                value.DemandText(base64);
                schema["contentEncoding"] = "base64";
                Match(schema, TextPatterns.Base64);
                break;
            case DescriptionAttribute description:
                schema["description"] = description.Description; // (9.1)
                break;
            default:
                break;
        }
    }

    private static void Apply(DataTypeAttribute annotation, JsonObject schema, AnnotatedValue value)
    {
        switch (annotation)
        {
            case EmailAddressAttribute:
                value.DemandText(annotation);
                schema["format"] = "email"; // (7.3.2)
                break;
            case UrlAttribute when value.Type == typeof(Uri):
                Match(schema, TextPatterns.Url);
                break;
            case UrlAttribute:
                value.DemandText(annotation);
                schema["format"] = "uri"; // (7.3.5)
                Match(schema, TextPatterns.Url);
                break;
            case PhoneAttribute:
                value.DemandText(annotation);
                Match(schema, TextPatterns.Phone);
                break;
            case FileExtensionsAttribute files:
                value.DemandText(annotation);
                Match(schema, TextPatterns.FileName(files.Extensions.Split(',')));
                break;
            case EnumDataTypeAttribute names:
                DefinedValues.Apply(names, schema, value);
                break;
            default:
                break; // [DataType] itself says how a value is shown, and checks nothing.
        }
    }

    /// <summary>A second pattern does not replace the first: both must match.</summary>
    private static void Match(JsonObject schema, string pattern)
    {
        if (!schema.ContainsKey("pattern"))
        {
            schema["pattern"] = pattern;
        }
        else
        {
            Also(schema, new JsonObject { ["pattern"] = pattern });
        }
    }

    /// <summary>A demand besides those that are there.</summary>
    internal static void Also(JsonObject schema, JsonObject demand)
    {
        if (demand is { Count: 1 } && demand.First() is var (keyword, rule) && !schema.ContainsKey(keyword))
        {
            demand.Clear();
            schema[keyword] = rule;
            return;
        }

        if (schema["allOf"] is not JsonArray also)
        {
            schema["allOf"] = also = [];
        }

        also.Add((JsonNode)demand);
    }
}
