using System.Text.Json;

namespace Ponos.Commands.Evolution;

/// <summary>A subschema and where it stands.</summary>
internal sealed record SchemaSpot(SchemaDocument Document, string Pointer, JsonElement Schema)
{
    /// <summary>The same for the same spot of the same document.</summary>
    public string Key { get; } = $"{Document.Number}#{Pointer}";

    public bool IsObject => Schema.ValueKind == JsonValueKind.Object;

    /// <summary>Whether it says nothing: <c>true</c> or <c>{}</c>.</summary>
    public bool AdmitsAll => Schema.ValueKind == JsonValueKind.True || (IsObject && !Schema.EnumerateObject().Any());

    public bool AdmitsNothing => Schema.ValueKind == JsonValueKind.False;

    public JsonElement? Find(string keyword) => IsObject && Schema.TryGetProperty(keyword, out var value) ? value : null;

    public bool Has(string keyword) => Find(keyword) is not null;

    /// <summary>The schema that a reference of this one leads to, or <see langword="null"/> where that is not told.</summary>
    public SchemaSpot? Follow(JsonElement reference) => Document.Resolve(this, reference);

    /// <summary>The schema that a keyword has for its value.</summary>
    public SchemaSpot? Child(string keyword) => Find(keyword) is { } value ? new SchemaSpot(Document, $"{Pointer}/{keyword}", value) : null;

    /// <summary>The schemas of a keyword whose value is an array of them.</summary>
    public IReadOnlyList<SchemaSpot> List(string keyword) => Find(keyword) is { ValueKind: JsonValueKind.Array } array
        ? [.. array.EnumerateArray().Select((schema, index) => new SchemaSpot(Document, $"{Pointer}/{keyword}/{index}", schema))]
        : [];

    /// <summary>The schemas of a keyword whose value is an object of them, by name.</summary>
    public IEnumerable<(string Name, SchemaSpot Spot)> Map(string keyword) => Find(keyword) is { ValueKind: JsonValueKind.Object } map
        ? map.EnumerateObject().Select(member => (member.Name, Member(keyword, member.Name, member.Value)))
        : [];

    public SchemaSpot? Find(string keyword, string name) =>
        Find(keyword) is { ValueKind: JsonValueKind.Object } map && map.TryGetProperty(name, out var schema)
            ? Member(keyword, name, schema)
            : null;

    /// <summary>The texts of a keyword whose value is an array of them.</summary>
    public IEnumerable<string> Texts(string keyword) =>
        Find(keyword) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().Select(text => text.GetString()!) : [];

    /// <summary>The pointer of a property, for what is said of the property and not of its value.</summary>
    public string PropertyPointer(string name) => Find("properties", name) is { } property ? property.Pointer : Pointer;

    private SchemaSpot Member(string keyword, string name, JsonElement schema) =>
        new(Document, $"{Pointer}/{keyword}/{SchemaIndex.Escape(name)}", schema);
}
