using System.Text.Json;

namespace Ponos.Commands.Evolution;

/// <summary>Whether two subschemas say the same, keyword by keyword, with references followed and annotations left out.</summary>
internal static class Equivalence
{
    /// <summary>What is said to a person or a tool and never checked.</summary>
    public static readonly IReadOnlySet<string> Annotations = new HashSet<string>(StringComparer.Ordinal)
    {
        "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "contentEncoding", "contentMediaType",
        "contentSchema",
    };

    /// <summary>What has a meaning only through what refers to it.</summary>
    public static readonly IReadOnlySet<string> Silent = new HashSet<string>(StringComparer.Ordinal)
    {
        "$schema", "$id", "$comment", "$defs", "definitions", "$vocabulary",
    };

    /// <summary>What makes a schema mean something else in another place.</summary>
    private static readonly string[] Placed = ["$dynamicRef", "$dynamicAnchor", "$anchor", "$recursiveRef", "$recursiveAnchor"];

    private static readonly HashSet<string> SchemaMaps =
        new(StringComparer.Ordinal) { "properties", "patternProperties", "dependentSchemas" };

    private static readonly HashSet<string> Sets = new(StringComparer.Ordinal) { "required", "enum", "type" };

    private static readonly HashSet<string> Schemas = new(StringComparer.Ordinal)
    {
        "additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else", "unevaluatedItems",
        "unevaluatedProperties", "additionalItems",
    };

    private static readonly HashSet<string> SchemaLists = new(StringComparer.Ordinal) { "allOf", "anyOf", "oneOf", "prefixItems" };

    public static bool Same(SchemaSpot one, SchemaSpot other) => Same(one, other, []);

    /// <summary>Whether two schemas say the same in some of their keywords.</summary>
    public static bool SameIn(SchemaSpot one, SchemaSpot other, params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
        {
            if (!SameKeyword(one, other, keyword, []))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Same(SchemaSpot one, SchemaSpot other, HashSet<(string, string)> open)
    {
        one.Document.Step();
        if (!one.IsObject || !other.IsObject)
        {
            return one.Schema.ValueKind == other.Schema.ValueKind;
        }

        // On the way round a loop of references, what is being compared is taken as the same: only a difference ends it.
        if (one.Document.IsDraft7 != other.Document.IsDraft7 || !open.Add((one.Key, other.Key)))
        {
            return one.Document.IsDraft7 == other.Document.IsDraft7;
        }

        var keywords = Keywords(one);
        return keywords.SetEquals(Keywords(other)) && keywords.All(keyword => SameKeyword(one, other, keyword, open));
    }

    private static HashSet<string> Keywords(SchemaSpot spot) =>
        [.. spot.Schema.EnumerateObject()
            .Select(member => member.Name)
            .Where(name => !Annotations.Contains(name) && !Silent.Contains(name) && !name.StartsWith("x-", StringComparison.Ordinal))];

    private static bool SameKeyword(SchemaSpot one, SchemaSpot other, string keyword, HashSet<(string, string)> open)
    {
        if (one.Find(keyword) is not { } value || other.Find(keyword) is not { } otherValue)
        {
            return one.Has(keyword) == other.Has(keyword);
        }

        if (keyword == "$ref")
        {
            return one.Follow(value) is { } target && other.Follow(otherValue) is { } otherTarget
                && Same(target, otherTarget, open);
        }

        if (Array.IndexOf(Placed, keyword) >= 0)
        {
            return JsonElement.DeepEquals(one.Document.Root.Schema, other.Document.Root.Schema) && one.Pointer == other.Pointer;
        }

        if (Schemas.Contains(keyword) && value.ValueKind != JsonValueKind.Array)
        {
            return otherValue.ValueKind != JsonValueKind.Array && Same(one.Child(keyword)!, other.Child(keyword)!, open);
        }

        if (SchemaLists.Contains(keyword) || Schemas.Contains(keyword))
        {
            var (left, right) = (one.List(keyword), other.List(keyword));
            return left.Count == right.Count && left.Zip(right).All(pair => Same(pair.First, pair.Second, open));
        }

        if (SchemaMaps.Contains(keyword))
        {
            var map = one.Map(keyword).ToArray();
            return map.Length == other.Map(keyword).Count()
                && Array.TrueForAll(map, member => other.Find(keyword, member.Name) is { } same && Same(member.Spot, same, open));
        }

        return Sets.Contains(keyword) && value.ValueKind == JsonValueKind.Array && otherValue.ValueKind == JsonValueKind.Array
            ? SameSet(one.Document, value, otherValue)
            : !HoldsReference(value) && JsonElement.DeepEquals(value, otherValue);
    }

    private static bool SameSet(SchemaDocument document, JsonElement one, JsonElement other) =>
        Holds(document, other, one) && Holds(document, one, other);

    private static bool Holds(SchemaDocument document, JsonElement set, JsonElement items) => items.EnumerateArray().All(item =>
    {
        document.Step();
        return set.EnumerateArray().Any(same => JsonElement.DeepEquals(item, same));
    });

    /// <summary>A keyword that is not known here may hold schemas, and the same reference may mean another thing there.</summary>
    private static bool HoldsReference(JsonElement value) => value.GetRawText().Contains("\"$", StringComparison.Ordinal);
}
