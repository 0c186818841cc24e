namespace Ponos.Commands.Evolution;

/// <summary>
/// Keywords that are not compared in what they mean: they are kept where the other schema says the same, and may be broken
/// otherwise.
/// </summary>
internal static class OtherDemands
{
    /// <summary>Keywords that say something together. The first one speaks for all.</summary>
    private static readonly string[][] Together =
    [
        ["if", "then", "else"],
        ["contains", "minContains", "maxContains"],
    ];

    /// <summary>Keywords that depend on the whole schema that they stand in, or on where it is used.</summary>
    private static readonly string[] Contextual =
        ["unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$dynamicAnchor", "$anchor"];

    public static Finding? Check(Promise promise, SchemaSpot spot, string keyword)
    {
        if (IsSilent(keyword) || Array.Exists(Together, group => Array.IndexOf(group, keyword) > 0) || IsIdle(spot, keyword))
        {
            return null;
        }

        var group = Array.Find(Together, group => group[0] == keyword) ?? [keyword];
        var kept = Array.IndexOf(Contextual, keyword) < 0
            && promise.Parts.Any(part => part.Has(keyword) && Equivalence.SameIn(part, spot, group));
        return kept ? null : Finding.Unsure(spot.Pointer, keyword, $"it is as '{keyword}' says, which cannot be compared");
    }

    private static bool IsSilent(string keyword) =>
        Equivalence.Silent.Contains(keyword)
        || Equivalence.Annotations.Contains(keyword)
        || keyword.StartsWith("x-", StringComparison.Ordinal)
        || keyword is "$anchor" or "$dynamicAnchor";

    /// <summary>Whether the keyword demands nothing: <c>"not": false</c>, <c>"unevaluatedProperties": true</c>.</summary>
    private static bool IsIdle(SchemaSpot spot, string keyword) => keyword switch
    {
        "not" => spot.Child(keyword)!.AdmitsNothing,
        "propertyNames" or "unevaluatedProperties" or "unevaluatedItems" => spot.Child(keyword)!.AdmitsAll,
        "if" => !spot.Has("then") && !spot.Has("else"),
        "dependentSchemas" or "dependencies" => !spot.Find(keyword)!.Value.EnumerateObject().Any(),
        _ => false,
    };
}
