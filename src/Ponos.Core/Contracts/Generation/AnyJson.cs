using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ponos.Contracts.Generation;

/// <summary>Places where any JSON may stand: a converter of the application's own, or a type that keeps JSON as it is.</summary>
internal static class AnyJson
{
    /// <summary>Any JSON, with null or without.</summary>
    public static JsonObject Of(Type type, bool mayBeNull) =>
        mayBeNull || type == typeof(JsonElement)
            ? []
            : new JsonObject { ["type"] = new JsonArray("object", "array", "string", "number", "boolean") };

    /// <summary>Whether a job may be of the type, which keeps its JSON as it is.</summary>
    public static bool IsObject(Type type) =>
        type == typeof(JsonObject)
        || type == typeof(JsonNode)
        || type == typeof(JsonElement)
        || type == typeof(JsonDocument)
        || type == typeof(object);

    /// <summary>The schema of a type that keeps JSON as it is, or <see langword="null"/> for others.</summary>
    public static JsonObject? Find(Type type, bool mayBeNull)
    {
        if (type == typeof(object) || type == typeof(JsonElement) || type == typeof(JsonNode) || type == typeof(JsonDocument))
        {
            return Of(type, mayBeNull);
        }

        JsonObject? schema = type == typeof(JsonObject) ? new JsonObject { ["type"] = "object" }
            : type == typeof(JsonArray) ? new JsonObject { ["type"] = "array" }
            : type == typeof(JsonValue) ? new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") }
            : null;
        return schema is not null && mayBeNull
            ? new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) }
            : schema;
    }
}
