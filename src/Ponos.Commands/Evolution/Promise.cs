using System.Text.Json;

namespace Ponos.Commands.Evolution;

/// <summary>
/// All that is known of a value from the schemas that it keeps to: several at once, with references and <c>allOf</c> followed.
/// Where something cannot be followed less is known, so that nothing is taken for promised that is not.
/// </summary>
internal sealed class Promise
{
    private readonly SchemaSpot[] _spots;
    private readonly ValueTypes _limit;
    private readonly HashSet<string> _chosen;

    private Promise(SchemaSpot[] spots, ValueTypes limit, HashSet<string> chosen)
    {
        (_spots, _limit, _chosen) = (spots, limit, chosen);
        var parts = new List<SchemaSpot>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var spot in spots)
        {
            Follow(spot, parts, seen);
        }

        Parts = parts;
        Types = parts.Aggregate(limit, (types, part) => types & TypesOf(part));
        IsEmpty |= Types == ValueTypes.None;
        var keys = string.Join(' ', parts.Select(part => part.Key).Order(StringComparer.Ordinal));
        Key = $"{keys}|{(int)limit}|{string.Join(' ', chosen.Order(StringComparer.Ordinal))}";
    }

    /// <summary>The schemas, each without what it refers to, which are schemas of the list themselves.</summary>
    public IReadOnlyList<SchemaSpot> Parts { get; }

    /// <summary>The types that the value can have.</summary>
    public ValueTypes Types { get; }

    /// <summary>Whether no value keeps to all of the schemas.</summary>
    public bool IsEmpty { get; private set; }

    public string Key { get; }

    public static Promise Of(params IEnumerable<SchemaSpot> spots) => new([.. spots], ValueTypes.All, []);

    /// <summary>The same for values of some types only.</summary>
    public Promise Only(ValueTypes types) => new(_spots, _limit & types, _chosen);

    /// <summary>
    /// One promise for each branch of an <c>anyOf</c> or <c>oneOf</c>, or <see langword="null"/> where no such choice is left.
    /// </summary>
    public IReadOnlyList<Promise>? Branches()
    {
        foreach (var part in Parts)
        {
            foreach (var keyword in new[] { "anyOf", "oneOf" })
            {
                var choice = ChoiceKey(part, keyword);
                if (!_chosen.Contains(choice) && part.List(keyword) is { Count: > 0 } branches)
                {
                    return [.. branches.Select(branch => new Promise([.. _spots, branch], _limit, [.. _chosen, choice]))];
                }
            }
        }

        return null;
    }

    /// <summary>Whether a branch of the part's choice is among the parts already.</summary>
    public bool HasChosen(SchemaSpot part, string keyword) => _chosen.Contains(ChoiceKey(part, keyword));

    /// <summary>
    /// Every value that keeps to the schemas, where <c>enum</c>, <c>const</c> or the type leaves so
    /// few; else <see langword="null"/>.
    /// </summary>
    public IReadOnlyList<JsonElement>? Values()
    {
        var listed = Parts.Select(ListedBy).FirstOrDefault(values => values is not null)
            ?? ((Types & ~(ValueTypes.Null | ValueTypes.Boolean)) == ValueTypes.None ? FewValues.Of(Types) : null);
        return listed is null
            ? null
            : [.. listed.Where(value => (Types & ValueTypeNames.Of(value)) != ValueTypes.None
                && Parts.All(part => part.Document.Accepts(part, value) != false))];
    }

    private static IReadOnlyList<JsonElement>? ListedBy(SchemaSpot part) =>
        part.Find("const") is { } constant ? [constant]
        : part.Find("enum") is { ValueKind: JsonValueKind.Array } several ? [.. several.EnumerateArray()]
        : null;

    private static ValueTypes TypesOf(SchemaSpot part)
    {
        var types = part.Find("type") is { } keyword ? ValueTypeNames.Read(keyword) : ValueTypes.All;
        return ListedBy(part) is { } values
            ? types & values.Aggregate(ValueTypes.None, (all, value) => all | ValueTypeNames.Of(value))
            : types;
    }

    private static string ChoiceKey(SchemaSpot part, string keyword) => $"{part.Key}/{keyword}";

    private void Follow(SchemaSpot spot, List<SchemaSpot> parts, HashSet<string> seen)
    {
        spot.Document.Step();
        if (!seen.Add(spot.Key))
        {
            return;
        }

        IsEmpty |= spot.AdmitsNothing;
        if (!spot.IsObject)
        {
            return;
        }

        if (spot.Find("$ref") is { } reference)
        {
            if (spot.Follow(reference) is { } target)
            {
                Follow(target, parts, seen);
            }

            if (spot.Document.IsDraft7)
            {
                return;
            }
        }

        foreach (var all in spot.List("allOf"))
        {
            Follow(all, parts, seen);
        }

        parts.Add(spot);
    }
}

/// <summary>The values of the types that have few.</summary>
internal static class FewValues
{
    public static IReadOnlyList<JsonElement> Of(ValueTypes types)
    {
        using var document = JsonDocument.Parse("[null,true,false]");
        return [.. document.RootElement.Clone().EnumerateArray().Where(value => types.HasFlag(ValueTypeNames.Of(value)))];
    }
}
