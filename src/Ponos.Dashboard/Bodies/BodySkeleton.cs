using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ponos.Dashboard.Bodies;

/// <summary>The least that a job of a schema has: its required members, empty, for a person to fill in.</summary>
internal static class BodySkeleton
{
    private const int MostDepth = 4;

    public static JsonNode Of(string? schema) => SchemaNode.Parse(schema) is { } root ? Members(root, 0) : new JsonObject();

    private static JsonObject Members(SchemaNode schema, int depth)
    {
        var required = schema.Required();
        var members = new JsonObject();
        foreach (var (name, property) in schema.Properties().Where(property => required.Contains(property.Name)))
        {
            members[name] = Value(property, depth);
        }

        return members;
    }

    private static JsonNode? Value(SchemaNode schema, int depth)
    {
        if (schema.Get("const") is { } only)
        {
            return JsonNode.Parse(only.GetRawText());
        }

        if (schema.Get("default") is { } usual)
        {
            return JsonNode.Parse(usual.GetRawText());
        }

        if (schema.Get("enum") is { ValueKind: JsonValueKind.Array } choices && choices.GetArrayLength() > 0)
        {
            return JsonNode.Parse(choices[0].GetRawText());
        }

        return schema.Type switch
        {
            "string" => "",
            "integer" or "number" => schema.Raw("minimum") is { } least ? JsonNode.Parse(least) : 0,
            "boolean" => false,
            "array" => new JsonArray(),
            "object" => depth < MostDepth ? Members(schema, depth + 1) : new JsonObject(),
            _ => null,
        };
    }
}
