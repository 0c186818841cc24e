using System.Text.Json.Nodes;

namespace Ponos.Contracts.Generation;

/// <summary>A schema that admits null besides.</summary>
internal static class NullSchema
{
    public static JsonObject Or(JsonObject schema)
    {
        switch (schema["type"])
        {
            case JsonValue type when !schema.ContainsKey("enum") && !schema.ContainsKey("const"):
                schema["type"] = new JsonArray(type.GetValue<string>(), "null");
                return schema;
            case null when schema["enum"] is JsonArray names:
                names.Add(null);
                return schema;
            case null when schema.Count == 0:
                return schema;
            case null when schema.Count == 1 && schema["anyOf"] is JsonArray choices:
                choices.Add((JsonNode)new JsonObject { ["type"] = "null" });
                return schema;
            default:
                return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        }
    }
}
