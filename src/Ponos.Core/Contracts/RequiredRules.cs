using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Ponos.Contracts;

/// <summary>The annotation <see cref="RequiredAttribute"/>: the property is there, is not null, and a text is not blank.</summary>
internal static class RequiredRules
{
    /// <summary>Adds the annotated properties to an object's <c>required</c> (draft 2020-12 validation, 6.5.3).</summary>
    public static void Apply(JsonTypeInfo type, JsonObject schema)
    {
        foreach (var property in type.Properties)
        {
            if (!IsRequired(property) || schema["properties"] is not JsonObject properties || properties[property.Name] is not JsonObject value)
            {
                continue;
            }

            if (schema["required"] is not JsonArray required)
            {
                schema["required"] = required = [];
            }

            if (!required.Any(name => name!.GetValue<string>() == property.Name))
            {
                required.Add((JsonNode)property.Name);
            }

            if (value["type"] is JsonArray types)
            {
                value["type"] = types.Select(name => name!.GetValue<string>()).First(name => name != "null");
            }
        }
    }

    public static bool IsRequired(JsonPropertyInfo property) => Annotations.Of(property).Any(annotation => annotation is RequiredAttribute);
}
