using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ponos.Commands.AsyncApi;

/// <summary>
/// A contract's schema as a part of a document. Whoever reads a document takes each reference for a pointer into it, so that every
/// reference becomes one, and the names that they used (<c>$id</c>, <c>$anchor</c>) go.
/// </summary>
internal sealed class EmbeddedSchema
{
    private const string Draft7 = "draft-07";
    private const string Draft202012 = "draft-2020-12";

    private static readonly string[] Names = ["$id", "$anchor", "$dynamicAnchor"];

    private readonly SchemaIndex _index;
    private readonly string _place;

    private EmbeddedSchema(SchemaIndex index, string place) => (_index, _place) = (index, place);

    /// <summary>The multi-format schema of a contract's schema.</summary>
    /// <param name="schema">The schema's text.</param>
    /// <param name="place">The JSON Pointer that the result will have in the document.</param>
    public static JsonObject Of(string schema, string place)
    {
        using var document = JsonDocument.Parse(schema);
        var index = new SchemaIndex(document.RootElement);
        var node = JsonNode.Parse(schema)!;
        new EmbeddedSchema(index, $"#{place}/schema").Move(node, string.Empty);
        return new JsonObject
        {
            ["schemaFormat"] = $"application/schema+json;version={(index.IsDraft7 ? Draft7 : Draft202012)}",
            ["schema"] = node,
        };
    }

    private void Move(JsonNode? node, string pointer)
    {
        if (node is not JsonObject schema)
        {
            return;
        }

        foreach (var (keyword, value) in schema.ToArray())
        {
            var inner = $"{pointer}/{SchemaIndex.Escape(keyword)}";
            if (keyword is "$ref" or "$dynamicRef" && value is JsonValue reference && reference.TryGetValue(out string? text))
            {
                Move(schema, keyword, pointer, text);
            }
            else if (Array.IndexOf(Names, keyword) >= 0 && value is JsonValue)
            {
                schema.Remove(keyword);
            }
            else if (value is JsonObject map && SchemaIndex.IsMap(keyword))
            {
                foreach (var (name, member) in map)
                {
                    Move(member, $"{inner}/{SchemaIndex.Escape(name)}");
                }
            }
            else if (value is JsonArray list && !SchemaIndex.IsData(keyword))
            {
                foreach (var (index, item) in list.Index())
                {
                    Move(item, $"{inner}/{index}");
                }
            }
            else if (!SchemaIndex.IsData(keyword))
            {
                Move(value, inner);
            }
        }
    }

    private void Move(JsonObject schema, string keyword, string pointer, string reference)
    {
        var target = keyword == "$ref" ? _index.Find(pointer, reference) : _index.FindDynamic(pointer, reference);
        if (target is null)
        {
            return;
        }

        // A pointer in a URI: what may not stand in a fragment is escaped.
        var moved = _place + string.Join('/', target.Split('/').Select(Uri.EscapeDataString));
        if (keyword == "$ref")
        {
            schema[keyword] = moved;
            return;
        }

        // As a plain reference, beside one that is there already.
        schema.Remove(keyword);
        if (!schema.ContainsKey("$ref"))
        {
            schema["$ref"] = moved;
        }
        else if (schema["allOf"] is JsonArray all)
        {
            all.Add((JsonNode)new JsonObject { ["$ref"] = moved });
        }
        else
        {
            schema["allOf"] = new JsonArray(new JsonObject { ["$ref"] = moved });
        }
    }
}
