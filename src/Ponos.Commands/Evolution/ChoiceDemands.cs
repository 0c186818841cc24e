namespace Ponos.Commands.Evolution;

/// <summary>
/// <c>anyOf</c> and <c>oneOf</c>: what is promised must keep to one branch as a whole, type by type if need be; for <c>oneOf</c> the
/// other branches must be out of the question besides.
/// </summary>
internal sealed class ChoiceDemands(Inclusion inclusion)
{
    public IEnumerable<Finding> Check(Promise promise, SchemaSpot spot, string keyword)
    {
        if (promise.Parts.Any(part => part.Has(keyword) && Equivalence.SameIn(part, spot, keyword)))
        {
            return [];
        }

        var branches = spot.List(keyword);
        if (Keeps(promise, branches, keyword))
        {
            return [];
        }

        var types = promise.Types.Split().ToArray();
        return types.Length == 1
            ? Explain(promise, spot, branches, keyword)
            : types.Select(type => promise.Only(type))
                .Where(one => !Keeps(one, branches, keyword))
                .SelectMany(one => Explain(one, spot, branches, keyword));
    }

    private bool Keeps(Promise promise, IReadOnlyList<SchemaSpot> branches, string keyword)
    {
        var kept = branches.FirstOrDefault(branch => inclusion.Covers(promise, branch));
        return kept is not null
            && (keyword == "anyOf" || branches.Where(branch => branch != kept).All(branch => AreApart(promise, branch)));
    }

    /// <summary>Where one branch only comes into question, what it demands is the answer.</summary>
    private IReadOnlyList<Finding> Explain(Promise promise, SchemaSpot spot, IReadOnlyList<SchemaSpot> branches, string keyword)
    {
        var near = branches.Where(branch => !AreApart(promise, branch)).ToArray();
        if (near.Length == 0)
        {
            return [Finding.Broken(
                spot.Pointer, keyword, $"it is as one of several schemas says, none of which is for such {promise.Types.ToText()}")];
        }

        var unkept = near.Length == 1 ? inclusion.Cover(promise, near[0]) : [];
        return unkept.Any(finding => !finding.IsNote)
            ? unkept
            : [Finding.Unsure(
                spot.Pointer,
                keyword,
                keyword == "anyOf" ? "it is as one of several schemas says" : "it is as exactly one of several schemas says")];
    }

    /// <summary>
    /// Whether a value cannot keep to both: by its type, or by a property or a value that is one thing here and another there.
    /// </summary>
    private static bool AreApart(Promise promise, SchemaSpot branch)
    {
        var other = Promise.Of(branch);
        return other.IsEmpty
            || (promise.Types & other.Types) == ValueTypes.None
            || AreRefused(promise, branch)
            || (promise.Types == ValueTypes.Object
                && AreApart(new ObjectPromise(promise, exact: true), new ObjectPromise(other, exact: true)));
    }

    private static bool AreApart(ObjectPromise one, ObjectPromise other) =>
        one.Required.Any(name => (other.IsClosed && !other.Names.Contains(name))
            || (other.Names.Contains(name) && HaveNoValueInCommon(one.Of(name), other.Of(name))))
        || (one.IsClosed && other.Required.Any(name => !one.Names.Contains(name)));

    private static bool HaveNoValueInCommon(Promise one, Promise other) =>
        (one.Types & other.Types) == ValueTypes.None
        || (one.Values() is { } values && other.Parts.Any(part => values.All(value => part.Document.Accepts(part, value) == false)))
        || (other.Values() is { } others && one.Parts.Any(part => others.All(value => part.Document.Accepts(part, value) == false)));

    private static bool AreRefused(Promise promise, SchemaSpot branch) =>
        promise.Values() is { } values && values.All(value => branch.Document.Accepts(branch, value) == false);
}
