using System.Text.Json.Nodes;

namespace Ponos.AsyncApi;

/// <summary>A schema inside of a larger document, where its references must begin at the document's root.</summary>
internal static class EmbeddedSchema
{
    private const string Draft7 = "draft-07";

    private static readonly HashSet<string> Maps = new(StringComparer.Ordinal)
    {
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies",
    };

    /// <summary>Keywords whose values are data: what looks like a reference there is none.</summary>
    private static readonly HashSet<string> Data = new(StringComparer.Ordinal) { "enum", "const", "default", "examples" };

    /// <summary>The multi-format schema of a contract's schema.</summary>
    /// <param name="schema">The schema's text.</param>
    /// <param name="place">The JSON Pointer that the result will have in the document.</param>
    public static JsonObject Of(string schema, string place)
    {
        var node = JsonNode.Parse(schema)!;
        var format = "draft-2020-12";
        if (node is JsonObject root)
        {
            format = root["$schema"]?.GetValue<string>().Contains(Draft7, StringComparison.Ordinal) == true ? Draft7 : format;
            // References are the document's now, and an $id would make them the schema's again.
            var id = root["$id"]?.GetValue<string>();
            root.Remove("$id");
            Move(root, id, $"#{place}/schema");
        }

        return new JsonObject { ["schemaFormat"] = $"application/schema+json;version={format}", ["schema"] = node };
    }

    private static void Move(JsonObject schema, string? id, string place)
    {
        foreach (var (keyword, value) in schema.ToArray())
        {
            if (keyword == "$ref" && value is JsonValue reference)
            {
                schema[keyword] = Moved(reference.GetValue<string>(), id, place);
            }
            else if (Maps.Contains(keyword) && value is JsonObject map)
            {
                foreach (var inner in map.Select(member => member.Value).OfType<JsonObject>().ToArray())
                {
                    Move(inner, id, place);
                }
            }
            else if (!Data.Contains(keyword))
            {
                foreach (var inner in value is JsonArray list ? list.OfType<JsonObject>().ToArray() : value is JsonObject one ? [one] : [])
                {
                    Move(inner, id, place);
                }
            }
        }
    }

    private static string Moved(string reference, string? id, string place)
    {
        var fragment = id is not null && reference.StartsWith(id, StringComparison.Ordinal) ? reference[id.Length..] : reference;
        return fragment is "" or "#" ? place
            : fragment.StartsWith("#/", StringComparison.Ordinal) ? place + fragment[1..]
            : reference;
    }
}
