using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace Ponos.Contracts.Generation;

/// <summary>
/// How long a text is, or how many items a collection has, or how many bytes there are behind the base64 (RFC 4648, section 4).
/// </summary>
internal static class LengthRules
{
    public static void AtLeast(JsonObject schema, int least, AnnotatedValue value, ValidationAttribute annotation)
    {
        if (least <= 0)
        {
            return;
        }

        if (!schema.ContainsKey("contentEncoding"))
        {
            schema["min" + What(schema, value, annotation)] = least;
            return;
        }

        // Four characters are three bytes, or fewer by one for each '=' at the end.
        var characters = Characters(least);
        schema["minLength"] = characters;
        if (least % 3 != 1)
        {
            Either(schema, new JsonObject { ["minLength"] = characters + 4 }, least % 3 == 0 ? "[^=]$" : "[^=].$");
        }
    }

    public static void AtMost(JsonObject schema, int most, AnnotatedValue value, ValidationAttribute annotation)
    {
        if (!schema.ContainsKey("contentEncoding"))
        {
            schema["max" + What(schema, value, annotation)] = most;
            return;
        }

        var characters = Characters(most);
        schema["maxLength"] = characters;
        if (most % 3 != 0)
        {
            Either(schema, new JsonObject { ["maxLength"] = characters - 4 }, most % 3 == 1 ? "==$" : "=$");
        }
    }

    private static long Characters(int bytes) => ((long)bytes + 2) / 3 * 4;

    private static void Either(JsonObject schema, JsonObject length, string pattern) =>
        AnnotationRules.Also(schema, new JsonObject { ["anyOf"] = new JsonArray(length, new JsonObject { ["pattern"] = pattern }) });

    private static string What(JsonObject schema, AnnotatedValue value, ValidationAttribute annotation) =>
        value.Type == typeof(string) ? "Length"
        : HasType(schema, "array") ? "Items"
        : HasType(schema, "object") ? "Properties"
        : throw value.Cannot(
            annotation, $"stands on a {value.Type}, which has no length in JSON. Take it away, or write a schema file for this contract.");

    private static bool HasType(JsonObject schema, string type) => schema["type"] switch
    {
        JsonValue single => single.GetValue<string>() == type,
        JsonArray several => several.Count <= 2 && several.Any(item => item!.GetValue<string>() == type),
        _ => false,
    };
}
