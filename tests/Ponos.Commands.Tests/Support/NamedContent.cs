using System.Text.Json.Nodes;
using Ponos.Schema;

namespace Ponos.Commands.Tests.Support;

/// <summary>
/// Whether a document is one that a producer of a schema sends: valid, and without properties that an open object schema only
/// leaves room for. Written from the rule's words, apart from the code that it checks.
/// </summary>
internal sealed class NamedContent(JsonObject root)
{
    public bool Keeps(JsonNode? document) => Keeps(document, [root]);

    private bool Keeps(JsonNode? value, IEnumerable<JsonNode?> schemas)
    {
        foreach (var nodes in Readings([.. schemas]))
        {
            if (nodes.All(node => IsValid(node, value)) && KeepsInside(value, nodes))
            {
                return true;
            }
        }

        return false;
    }

    private bool KeepsInside(JsonNode? value, List<JsonNode?> nodes)
    {
        var schemas = nodes.OfType<JsonObject>().ToArray();
        if (value is JsonArray items)
        {
            return items
                .Select((item, index) => Keeps(item, schemas.Select(schema => ItemSchema(schema, index)).Where(found => found is not null)))
                .All(kept => kept);
        }

        if (value is not JsonObject members)
        {
            return true;
        }

        var free = !Array.Exists(schemas, schema => schema.ContainsKey("properties"))
            || Array.Exists(schemas, schema => schema.ContainsKey("patternProperties")
                || schema["additionalProperties"] is JsonObject
                || (schema["additionalProperties"] is JsonValue word && word.GetValue<bool>()));
        var named = schemas.SelectMany(Mentioned).ToHashSet();
        return members.All(member => (free || named.Contains(member.Key))
            && Keeps(member.Value, schemas.SelectMany(schema => PropertySchemas(schema, member.Key))));
    }

    private static IEnumerable<string> Mentioned(JsonObject schema) =>
        ((schema["properties"] as JsonObject)?.Select(member => member.Key) ?? [])
        .Concat((schema["required"] as JsonArray)?.Select(name => name!.GetValue<string>()) ?? [])
        .Concat(schema["not"] is JsonObject not ? Mentioned(not) : []);

    private static JsonNode? ItemSchema(JsonObject schema, int index) =>
        schema["prefixItems"] is JsonArray first && index < first.Count ? first[index] : schema["items"];

    private static IEnumerable<JsonNode?> PropertySchemas(JsonObject schema, string name)
    {
        var found = false;
        if (schema["properties"] is JsonObject properties && properties.TryGetPropertyValue(name, out var property))
        {
            found = true;
            yield return property;
        }

        foreach (var (pattern, node) in (schema["patternProperties"] as JsonObject) ?? [])
        {
            if (System.Text.RegularExpressions.Regex.IsMatch(name, pattern))
            {
                found = true;
                yield return node;
            }
        }

        if (!found && schema["additionalProperties"] is { } others)
        {
            yield return others;
        }
    }

    /// <summary>Every way to read schemas: with references followed, and one branch of each choice.</summary>
    private IEnumerable<List<JsonNode?>> Readings(IReadOnlyList<JsonNode?> schemas)
    {
        IEnumerable<List<JsonNode?>> readings = [[]];
        foreach (var schema in schemas)
        {
            readings = readings.SelectMany(before => Readings(schema).Select(now => (List<JsonNode?>)[.. before, .. now]));
        }

        return readings;
    }

    private IEnumerable<List<JsonNode?>> Readings(JsonNode? schema)
    {
        if (schema is not JsonObject keywords)
        {
            return [[schema]];
        }

        IEnumerable<List<JsonNode?>> readings = [[keywords]];
        if (keywords["$ref"] is { })
        {
            readings = Also(readings, Readings(root["$defs"]!["d"]));
        }

        foreach (var inner in (keywords["allOf"] as JsonArray) ?? [])
        {
            readings = Also(readings, Readings(inner));
        }

        foreach (var choice in new[] { "anyOf", "oneOf" })
        {
            if (keywords[choice] is JsonArray branches)
            {
                readings = Also(readings, branches.SelectMany(Readings));
            }
        }

        return readings;
    }

    private static IEnumerable<List<JsonNode?>> Also(IEnumerable<List<JsonNode?>> readings, IEnumerable<List<JsonNode?>> others)
    {
        var known = others.ToArray();
        return readings.SelectMany(before => known.Select(now => (List<JsonNode?>)[.. before, .. now]));
    }

    private bool IsValid(JsonNode? schema, JsonNode? value)
    {
        if (schema is not JsonObject keywords)
        {
            return schema!.GetValue<bool>();
        }

        var copy = (JsonObject)keywords.DeepClone();
        if (root["$defs"] is { } definitions)
        {
            copy["$defs"] = definitions.DeepClone();
        }

        return Verdict.Of(copy.ToJsonString(), value);
    }
}

/// <summary>One schema's word on one document.</summary>
internal static class Verdict
{
    private static readonly JsonSchemaOptions Options = new() { AssertFormats = true };

    public static bool Of(string schema, JsonNode? document) => JsonSchema.Compile(schema, Options).IsValid(Bytes(document));

    public static byte[] Bytes(JsonNode? document) => System.Text.Encoding.UTF8.GetBytes(document?.ToJsonString() ?? "null");
}
