using System.Collections.Frozen;

namespace Ponos.Schema.Compilation;

/// <summary>A keyword of a draft.</summary>
internal sealed record Keyword(string Name, Vocabularies Vocabulary, KeywordShape Shape)
{
    /// <summary>Whether a document can break it.</summary>
    public bool Checks => (Vocabulary & (Vocabularies.Core | Vocabularies.MetaData)) == 0;
}

/// <summary>The keywords of both drafts.</summary>
internal static class KeywordCatalogue
{
    // A name further than this from every known one is not a typing error of any.
    private const int LargestTypingError = 3;

    private static readonly Keyword[] Shared =
    [
        .. Of(Vocabularies.Core, KeywordShape.Value, "$schema", "$id", "$ref", "$comment"),
        .. Of(Vocabularies.Core, KeywordShape.SchemaMap, "definitions"),
        .. Of(
            Vocabularies.Applicator, KeywordShape.Schema, "additionalProperties", "propertyNames", "contains", "if", "then", "else", "not"),
        .. Of(Vocabularies.Applicator, KeywordShape.SchemaArray, "allOf", "anyOf", "oneOf"),
        .. Of(Vocabularies.Applicator, KeywordShape.SchemaMap, "properties", "patternProperties"),
        .. Of(Vocabularies.Applicator, KeywordShape.SchemaOrNamesMap, "dependencies"),
        .. Of(
            Vocabularies.Validation,
            KeywordShape.Value,
            "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength",
            "pattern", "maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties", "required"),
        .. Of(Vocabularies.MetaData, KeywordShape.Value, "title", "description", "default", "readOnly", "writeOnly", "examples"),
        .. Of(Vocabularies.Format, KeywordShape.Value, "format"),
        .. Of(Vocabularies.Content, KeywordShape.Value, "contentMediaType", "contentEncoding"),
    ];

    private static readonly FrozenDictionary<string, Keyword> Draft7 = Index(
    [
        .. Shared,
        .. Of(Vocabularies.Applicator, KeywordShape.SchemaOrArray, "items"),
        .. Of(Vocabularies.Applicator, KeywordShape.Schema, "additionalItems"),
    ]);

    private static readonly FrozenDictionary<string, Keyword> Draft202012 = Index(
    [
        .. Shared,
        .. Of(Vocabularies.Core, KeywordShape.Value, "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary"),
        .. Of(Vocabularies.Core, KeywordShape.SchemaMap, "$defs"),
        .. Of(Vocabularies.Applicator, KeywordShape.Schema, "items"),
        .. Of(Vocabularies.Applicator, KeywordShape.SchemaArray, "prefixItems"),
        .. Of(Vocabularies.Applicator, KeywordShape.SchemaMap, "dependentSchemas"),
        .. Of(Vocabularies.Unevaluated, KeywordShape.Schema, "unevaluatedItems", "unevaluatedProperties"),
        .. Of(Vocabularies.Validation, KeywordShape.Value, "maxContains", "minContains", "dependentRequired"),
        .. Of(Vocabularies.MetaData, KeywordShape.Value, "deprecated"),
        .. Of(Vocabularies.Content, KeywordShape.Schema, "contentSchema"),
    ]);

    public static FrozenDictionary<string, Keyword> For(bool isDraft7) => isDraft7 ? Draft7 : Draft202012;

    /// <summary>The name that takes the fewest changed letters to reach, or <see langword="null"/> when none is near.</summary>
    public static string? Nearest(IEnumerable<string> names, string mistyped)
    {
        var (name, distance) = names
            .Select(name => (name, Distance(name, mistyped)))
            .MinBy(candidate => (candidate.Item2, candidate.name));
        return distance <= LargestTypingError && distance < mistyped.Length ? name : null;
    }

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]);
                var changed = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }

    private static IEnumerable<Keyword> Of(Vocabularies vocabulary, KeywordShape shape, params string[] names) =>
        names.Select(name => new Keyword(name, vocabulary, shape));

    private static FrozenDictionary<string, Keyword> Index(Keyword[] keywords) =>
        keywords.ToFrozenDictionary(keyword => keyword.Name, StringComparer.Ordinal);
}
