using System.Text.Json.Nodes;

namespace Ponos.Contracts;

/// <summary>Whether a schema speaks of a job's <c>tid</c>: it is then the schema's to judge, and else no concern of its.</summary>
internal static class TidOwnership
{
    private static readonly string[] One = ["if", "then", "else", "not"];
    private static readonly string[] Several = ["allOf", "anyOf", "oneOf"];
    private static readonly string[] References = ["$ref", "$dynamicRef"];

    /// <exception cref="System.Text.Json.JsonException">The schema is not JSON.</exception>
    public static bool Has(string schema)
    {
        var root = JsonNode.Parse(schema);
        return Has(root, root, []);
    }

    /// <summary>Follows what judges the same object, not its members.</summary>
    private static bool Has(JsonNode? node, JsonNode? root, HashSet<JsonNode> seen)
    {
        if (node is not JsonObject schema || !seen.Add(schema))
        {
            return false;
        }

        return Names(schema["properties"])
            || Lists(schema["required"])
            || Names(schema["dependentRequired"])
            || (schema["dependentRequired"] is JsonObject lists && lists.Any(list => Lists(list.Value)))
            || Names(schema["dependencies"])
            || (schema["dependencies"] is JsonObject either && either.Any(entry => Lists(entry.Value) || Has(entry.Value, root, seen)))
            || Names(schema["dependentSchemas"])
            || (schema["dependentSchemas"] is JsonObject dependent && dependent.Any(entry => Has(entry.Value, root, seen)))
            || One.Any(keyword => Has(schema[keyword], root, seen))
            || Several.Any(keyword => schema[keyword] is JsonArray choices && choices.Any(choice => Has(choice, root, seen)))
            || References.Any(keyword => schema[keyword] is JsonValue value
                && value.TryGetValue(out string? reference)
                && Has(Target(reference, root), root, seen));
    }

    private static bool Names(JsonNode? node) => node is JsonObject properties && properties.ContainsKey(JobTid.Property);

    private static bool Lists(JsonNode? node) =>
        node is JsonArray names
        && names.Any(name => name is JsonValue value && value.TryGetValue(out string? text) && text == JobTid.Property);

    /// <summary>What a reference within the schema leads to. One that leads elsewhere is to a meta-schema, which knows no jobs.</summary>
    private static JsonNode? Target(string reference, JsonNode? root)
    {
        var fragment = reference.IndexOf('#', StringComparison.Ordinal);
        var document = fragment switch { 0 => root, < 0 => Identified(root, reference), _ => Identified(root, reference[..fragment]) };
        var place = fragment < 0 ? "" : Uri.UnescapeDataString(reference[(fragment + 1)..]);
        if (place.Length == 0)
        {
            return document;
        }

        return place[0] == '/'
            ? place.Split('/').Skip(1).Aggregate(document, Child)
            : Find(document, ["$anchor", "$dynamicAnchor"], text => text == place)
                ?? Find(document, ["$id"], text => text == "#" + place);
    }

    private static JsonNode? Child(JsonNode? node, string token)
    {
        var name = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        return node switch
        {
            JsonObject members => members[name],
            JsonArray items when int.TryParse(name, out var index) && index >= 0 && index < items.Count => items[index],
            _ => null,
        };
    }

    /// <summary>An id is compared by its last segment: within one document no more is needed to tell parts apart.</summary>
    private static JsonObject? Identified(JsonNode? root, string reference) =>
        Find(root, ["$id"], id => id == reference || id.TrimEnd('#').Split('/', ':')[^1] == reference.Split('/', ':')[^1]);

    private static JsonObject? Find(JsonNode? node, string[] keywords, Func<string, bool> matches) => node switch
    {
        JsonObject schema
            when keywords.Any(keyword => schema[keyword] is JsonValue value && value.TryGetValue(out string? text) && matches(text)) =>
            schema,
        JsonObject schema => schema.Select(member => Find(member.Value, keywords, matches)).FirstOrDefault(found => found is not null),
        JsonArray items => items.Select(item => Find(item, keywords, matches)).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
