using System.Text.Json;

namespace Ponos.Commands.Evolution;

/// <summary>The keywords of objects.</summary>
internal sealed class ObjectDemands(Inclusion inclusion, bool exact)
{
    /// <summary>The property of the wire contract that every job has.</summary>
    private const string Tid = "tid";

    public IEnumerable<Finding> Check(Promise promise, SchemaSpot spot, string keyword, JsonElement value)
    {
        var promised = new ObjectPromise(promise, exact);
        return keyword switch
        {
            "required" => spot.Texts(keyword)
                .Where(name => !promised.Required.Contains(name))
                .Select(name => Finding.Broken(spot.PropertyPointer(name), keyword, $"the property '{name}' is there")),
            "properties" => spot.Map(keyword).SelectMany(property => Named(promised, spot, property.Name, property.Spot)),
            "patternProperties" => spot.Map(keyword).SelectMany(pattern => ByPattern(promised, pattern.Name, pattern.Spot)),
            "additionalProperties" => Others(promised, spot, spot.Child(keyword)!),
            "dependentRequired" => value.EnumerateObject().SelectMany(trigger => Dependent(promise, promised, spot, trigger)),
            "minProperties" => Single(StringDemands.CheckLeast(promise, spot, keyword, value, promised.Required.Count)),
            _ => Single(StringDemands.CheckMost(promise, spot, keyword, value, promised.IsClosed ? promised.Names.Count : null)),
        };
    }

    private IEnumerable<Finding> Named(ObjectPromise promised, SchemaSpot spot, string name, SchemaSpot demand)
    {
        if (promised.Names.Contains(name) || promised.SendsOthers)
        {
            return inclusion.Cover(promised.Of(name), demand);
        }

        // The publisher writes every job's tid.
        return spot.Pointer.Length == 0 && name == Tid
            ? []
            : [Finding.Note(demand.Pointer, "properties", $"the property '{name}'")];
    }

    private IEnumerable<Finding> ByPattern(ObjectPromise promised, string pattern, SchemaSpot demand)
    {
        foreach (var name in promised.Names.Where(name => !promised.Of(name).IsEmpty))
        {
            var matches = ObjectPromise.Matches(pattern, name);
            if (matches is null)
            {
                yield return Finding.Unsure(
                    demand.Pointer, "patternProperties", $"the property '{name}' is as the pattern {pattern} says, if it matches it");
            }

            foreach (var finding in matches == true ? inclusion.Cover(promised.Of(name), demand) : [])
            {
                yield return finding;
            }
        }

        if (promised.SendsOthers || promised.ByPattern().Any())
        {
            // A name that matches may match other patterns too, or none: only the same pattern and the rest say something of it.
            var same = promised.ByPattern().Where(known => known.Pattern == pattern).Select(known => known.Promise).FirstOrDefault();
            foreach (var finding in inclusion.Cover(same ?? promised.OfOthers(), demand))
            {
                yield return finding;
            }
        }
    }

    private IEnumerable<Finding> Others(ObjectPromise promised, SchemaSpot spot, SchemaSpot demand)
    {
        if (demand.AdmitsAll)
        {
            yield break;
        }

        var patterns = spot.Map("patternProperties").Select(member => member.Name).ToArray();
        foreach (var name in promised.Names.Where(name => spot.Find("properties", name) is null && !promised.Of(name).IsEmpty))
        {
            if (Array.Exists(patterns, pattern => ObjectPromise.Matches(pattern, name) == true))
            {
                continue;
            }

            if (demand.AdmitsNothing)
            {
                yield return Finding.Broken(demand.Pointer, "additionalProperties", $"it has no property '{name}'");
                continue;
            }

            foreach (var finding in inclusion.Cover(promised.Of(name), demand))
            {
                yield return finding;
            }
        }

        foreach (var (pattern, promise) in promised.ByPattern().Where(known => Array.IndexOf(patterns, known.Pattern) < 0))
        {
            foreach (var finding in demand.AdmitsNothing && !promise.IsEmpty
                ? [Finding.Broken(demand.Pointer, "additionalProperties", $"it has no properties that match {pattern}")]
                : inclusion.Cover(promise, demand))
            {
                yield return finding;
            }
        }

        if (promised.SendsOthers && !promised.OfOthers().IsEmpty)
        {
            foreach (var finding in demand.AdmitsNothing
                ? [Finding.Broken(demand.Pointer, "additionalProperties", "it has no other properties than those named")]
                : inclusion.Cover(promised.OfOthers(), demand))
            {
                yield return finding;
            }
        }
    }

    private static IEnumerable<Finding> Dependent(Promise promise, ObjectPromise promised, SchemaSpot spot, JsonProperty trigger)
    {
        if ((!promised.Names.Contains(trigger.Name) && !promised.SendsOthers) || promised.Of(trigger.Name).IsEmpty)
        {
            return [];
        }

        var along = promise.Parts
            .SelectMany(part => part.Find("dependentRequired") is { } known && known.TryGetProperty(trigger.Name, out var names)
                ? names.EnumerateArray()
                : default)
            .Select(name => name.GetString()!)
            .Concat(promised.Required)
            .ToHashSet(StringComparer.Ordinal);
        return trigger.Value.EnumerateArray()
            .Select(name => name.GetString()!)
            .Where(name => !along.Contains(name))
            .Select(name => Finding.Broken(
                spot.PropertyPointer(name), "dependentRequired", $"the property '{name}' is there where '{trigger.Name}' is"));
    }

    private static IEnumerable<Finding> Single(Finding? finding) => finding is null ? [] : [finding];
}
