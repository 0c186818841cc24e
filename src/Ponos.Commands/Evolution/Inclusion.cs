using System.Text.Json;

namespace Ponos.Commands.Evolution;

/// <summary>
/// Whether every job that one schema promises is one that another accepts: each demand of the other must be promised. Sound and not
/// complete: a demand that is not found to be promised is reported, at worst without need.
/// </summary>
internal sealed class Inclusion
{
    /// <summary>Schemas with many choices in each other could be compared for hours.</summary>
    private const int MaxSteps = 20_000;

    private readonly HashSet<(string Promise, string Demand)> _open = [];
    private readonly ObjectDemands _objects;
    private readonly ArrayDemands _arrays;
    private readonly ChoiceDemands _choices;
    private int _steps;

    private Inclusion(bool exact)
    {
        _objects = new ObjectDemands(this, exact);
        _arrays = new ArrayDemands(this);
        _choices = new ChoiceDemands(this);
    }

    /// <summary>The demands of one schema that the other does not promise.</summary>
    /// <param name="promised">What is sent.</param>
    /// <param name="demanded">What is accepted.</param>
    /// <param name="exact">Whether every document that the first admits is one that is sent.</param>
    /// <exception cref="OperationCanceledException">The documents' token was cancelled.</exception>
    public static IReadOnlyList<Finding> Of(SchemaDocument promised, SchemaDocument demanded, bool exact)
    {
        try
        {
            return new Inclusion(exact).Cover(Promise.Of(promised.Root), demanded.Root);
        }
        catch (InsufficientExecutionStackException)
        {
            return [Finding.Unsure(string.Empty, "$ref", "it is what a schema says that is nested too deep to be compared")];
        }
    }

    /// <summary>The demands that are not promised.</summary>
    public IReadOnlyList<Finding> Cover(Promise promise, SchemaSpot demand)
    {
        demand.Document.Step();
        // On the way round a loop of references, what is being checked is taken as kept: only a finding ends it.
        if (promise.IsEmpty || !_open.Add((promise.Key, demand.Key)))
        {
            return [];
        }

        try
        {
            if (++_steps > MaxSteps)
            {
                return [Finding.Unsure(demand.Pointer, "$ref", "it is what a schema says that has too many cases to be compared")];
            }

            var whole = CoverOnce(promise, demand);
            return whole.All(finding => finding.IsNote) || promise.Branches() is not { } branches
                ? whole
                : [.. branches.SelectMany(branch => Cover(branch, demand)).Distinct()];
        }
        finally
        {
            _open.Remove((promise.Key, demand.Key));
        }
    }

    /// <summary>Whether nothing is left open, so that a choice can be settled by it.</summary>
    public bool Covers(Promise promise, SchemaSpot demand) => Cover(promise, demand).All(finding => finding.IsNote);

    private List<Finding> CoverOnce(Promise promise, SchemaSpot demand)
    {
        if (demand.AdmitsNothing)
        {
            return [Finding.Broken(demand.Pointer, "false", "it is not there")];
        }

        if (!demand.IsObject)
        {
            return [];
        }

        var findings = Annotations(promise, demand).ToList();
        if (promise.Parts.Any(part => Equivalence.Same(part, demand)))
        {
            return findings;
        }

        if (promise.Values() is { } values && values.All(value => demand.Document.Accepts(demand, value) is not null))
        {
            findings.AddRange(values
                .Where(value => demand.Document.Accepts(demand, value) == false)
                .Select(
                    value => Finding.Broken(demand.Pointer, demand.Document.RefusingKeyword(demand, value), $"it is not {Short(value)}")));
            return findings;
        }

        var alone = demand.Document.IsDraft7 && demand.Has("$ref");
        foreach (var keyword in demand.Schema.EnumerateObject().Where(keyword => !alone || keyword.Name == "$ref"))
        {
            findings.AddRange(Check(promise, demand, keyword.Name, keyword.Value));
        }

        return findings;
    }

    private IEnumerable<Finding> Check(Promise promise, SchemaSpot spot, string keyword, JsonElement value)
    {
        switch (keyword)
        {
            case "$ref":
                return spot.Follow(value) is { } target
                    ? Cover(promise, target)
                    : [Finding.Unsure(spot.Pointer, keyword, $"it is what {value.GetString()} says")];
            case "allOf":
                return spot.List(keyword).SelectMany(all => Cover(promise, all));
            case "type":
                var refused = promise.Types & ~ValueTypeNames.Read(value);
                return refused == ValueTypes.None ? [] : [Finding.Broken(spot.Pointer, keyword, $"it is not {refused.ToText()}")];
            case "const":
                return [Finding.Broken(spot.Pointer, keyword, $"it is {Short(value)}")];
            case "enum":
                return [Finding.Broken(spot.Pointer, keyword, $"it is one of {Short(value)}")];
            case "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf":
                return One(NumberDemands.Check(promise, spot, keyword, value));
            case "pattern" or "format":
                return One(StringDemands.CheckText(promise, spot, keyword, value));
            case "minLength" or "minItems":
                return One(StringDemands.CheckLeast(promise, spot, keyword, value));
            case "maxLength" or "maxItems":
                return One(StringDemands.CheckMost(promise, spot, keyword, value));
            case "anyOf" or "oneOf":
                return _choices.Check(promise, spot, keyword);
            case "properties" or "patternProperties" or "additionalProperties" or "required" or "minProperties" or "maxProperties"
                or "dependentRequired":
                return promise.Types.HasFlag(ValueTypes.Object) ? _objects.Check(promise, spot, keyword, value) : [];
            case "items" or "prefixItems" or "additionalItems" or "uniqueItems":
                return promise.Types.HasFlag(ValueTypes.Array) ? _arrays.Check(promise, spot, keyword) : [];
            default:
                return One(OtherDemands.Check(promise, spot, keyword));
        }
    }

    private static IEnumerable<Finding> Annotations(Promise promise, SchemaSpot spot) =>
        promise.Parts.Count == 0
            ? []
            : spot.Schema.EnumerateObject()
                .Where(keyword => Equivalence.Annotations.Contains(keyword.Name)
                    && !promise.Parts.Any(part => part.Find(keyword.Name) is { } same && JsonElement.DeepEquals(same, keyword.Value)))
                .Select(keyword => Finding.Note(spot.Pointer, keyword.Name, $"'{keyword.Name}'"));

    private static IEnumerable<Finding> One(Finding? finding) => finding is null ? [] : [finding];

    private static string Short(JsonElement value)
    {
        const int Longest = 120;
        var text = value.GetRawText();
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }
}
