using System.Text.Json.Nodes;

namespace Ponos.Contracts;

/// <summary>
/// Every job carries its <c>tid</c> in its body (the wire contract), so a schema that closes its properties must admit it.
/// </summary>
internal static class TidAdmission
{
    /// <summary>The schema with <c>tid</c> among its properties, or unchanged where it has it or is not closed.</summary>
    /// <exception cref="System.Text.Json.JsonException">The schema is not JSON.</exception>
    public static string Admit(string schema)
    {
        if (JsonNode.Parse(schema) is not JsonObject root || !(IsClosed(root["additionalProperties"]) || IsClosed(root["unevaluatedProperties"])))
        {
            return schema;
        }

        if (root["properties"] is not JsonObject properties)
        {
            root["properties"] = properties = [];
        }

        if (properties.ContainsKey(JobTid.Property))
        {
            return schema;
        }

        properties[JobTid.Property] = new JsonObject { ["type"] = "string" };
        return root.ToJsonString();
    }

    private static bool IsClosed(JsonNode? keyword) => keyword is not null && !(keyword is JsonValue value && value.TryGetValue(out bool open) && open);
}
