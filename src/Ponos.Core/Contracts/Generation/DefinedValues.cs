using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace Ponos.Contracts.Generation;

/// <summary>The annotation <see cref="EnumDataTypeAttribute"/>: a value that the enum defines, by number or by name.</summary>
internal static class DefinedValues
{
    public static void Apply(EnumDataTypeAttribute annotation, JsonObject schema, AnnotatedValue value)
    {
        if (annotation.EnumType.IsDefined(typeof(FlagsAttribute), inherit: false))
        {
            throw value.Cannot(
                annotation,
                $"names {annotation.EnumType}, whose flags can be combined: no schema lists that. "
                    + "Take it away, or write a schema file for this contract.");
        }

        var defined = EnumSchema.Values(annotation.EnumType).ToArray();
        var list = new JsonArray();
        foreach (var one in defined)
        {
            list.Add(value.Type == annotation.EnumType ? value.Write(one)
                : value.Type == typeof(string) ? Enum.GetName(annotation.EnumType, one)
                : ScalarSchema.Of(value.Type) is { } scalar && (string?)scalar["type"] == "integer"
                    ? JsonNode.Parse(Enum.Format(annotation.EnumType, one, "D"))
                : throw value.Cannot(
                    annotation,
                    $"stands on a {value.Type}, which is no value of {annotation.EnumType}. "
                        + "Take it away, or write a schema file for this contract."));
        }

        if (schema["type"] is JsonArray several && several.Any(type => (string?)type == "null"))
        {
            list.Add(null); // Whether it may be null is not this annotation's to say.
        }

        schema["enum"] = list;
    }
}
