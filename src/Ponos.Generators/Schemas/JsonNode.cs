namespace Ponos.Generators.Schemas;

/// <summary>A JSON value, as far as the rules on schema files ask: objects, arrays, texts and booleans keep what they hold.</summary>
internal abstract record JsonNode
{
    public sealed record Object(IReadOnlyDictionary<string, JsonNode> Members) : JsonNode
    {
        public JsonNode? this[string name] => Members.TryGetValue(name, out var value) ? value : null;
    }

    public sealed record Array(IReadOnlyList<JsonNode> Items) : JsonNode;

    public sealed record Text(string Value) : JsonNode;

    public sealed record Boolean(bool Value) : JsonNode;

    public sealed record Number : JsonNode;

    public sealed record Null : JsonNode;
}
