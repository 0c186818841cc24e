using System.Text.Json;
using Ponos.Schema;

namespace Ponos.Commands.Evolution;

/// <summary>What is promised of an object's properties.</summary>
internal sealed class ObjectPromise
{
    /// <summary>Keywords whose schemas are about the same object and may name properties of it.</summary>
    private static readonly string[] InPlace = ["if", "then", "else", "not"];

    private readonly Promise _promise;
    private readonly bool _keepsToNames;
    private bool _speaksOfOthers;

    public ObjectPromise(Promise promise, bool exact)
    {
        _promise = promise;
        Required = [.. promise.Parts.SelectMany(part => part.Texts("required"))];
        foreach (var part in promise.Parts)
        {
            Collect(part, []);
        }

        Names.UnionWith(Required);
        IsClosed = promise.Parts.Any(
            part => part.Child("additionalProperties") is { AdmitsNothing: true } && !part.Has("patternProperties"));
        // Room for any property is no promise of one, unless the schema speaks of it.
        _keepsToNames = !exact
            && promise.Parts.Any(part => part.Has("properties"))
            && !_speaksOfOthers;
    }

    /// <summary>The properties that are always there.</summary>
    public HashSet<string> Required { get; }

    /// <summary>The properties that a schema speaks of.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether no property is admitted that is not named.</summary>
    public bool IsClosed { get; }

    /// <summary>Whether properties are sent that no schema names.</summary>
    public bool SendsOthers => !IsClosed && !_keepsToNames;

    /// <summary>What is promised of a property's value.</summary>
    public Promise Of(string name) => Promise.Of(_promise.Parts.SelectMany(part => Of(part, name)));

    /// <summary>What is promised of the properties that no schema names.</summary>
    public Promise OfOthers() =>
        Promise.Of(_promise.Parts.Where(part => !part.Has("patternProperties"))
            .Select(part => part.Child("additionalProperties"))
            .OfType<SchemaSpot>());

    /// <summary>The schemas of properties by pattern, each with what is promised where it matches.</summary>
    public IEnumerable<(string Pattern, Promise Promise)> ByPattern() => _promise.Parts
        .SelectMany(part => part.Map("patternProperties"))
        .GroupBy(member => member.Name, StringComparer.Ordinal)
        .Select(same => (same.Key, Promise.Of(same.Select(member => member.Spot))));

    /// <summary>Whether a name matches a pattern; <see langword="null"/> where that cannot be told.</summary>
    public static bool? Matches(string pattern, string name)
    {
        try
        {
            var schema = JsonSchema.Compile($$"""{"pattern":{{Quoted(pattern)}}}""");
            return schema.IsValid(System.Text.Encoding.UTF8.GetBytes(Quoted(name)));
        }
        catch (JsonSchemaException)
        {
            return null;
        }
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static IEnumerable<SchemaSpot> Of(SchemaSpot part, string name)
    {
        part.Document.Step();
        var named = part.Find("properties", name);
        if (named is not null)
        {
            yield return named;
        }

        var patterns = part.Map("patternProperties").Select(member => (member.Spot, Matches: Matches(member.Name, name))).ToArray();
        foreach (var (spot, matches) in patterns)
        {
            if (matches == true)
            {
                yield return spot;
            }
        }

        if (named is null
            && Array.TrueForAll(patterns, pattern => pattern.Matches == false)
            && part.Child("additionalProperties") is { } other)
        {
            yield return other;
        }
    }

    /// <summary>Names from the part, and from the schemas in it that speak of the same object.</summary>
    private void Collect(SchemaSpot spot, HashSet<string> seen)
    {
        spot.Document.Step();
        if (!spot.IsObject || !seen.Add(spot.Key))
        {
            return;
        }

        _speaksOfOthers |= spot.Has("patternProperties") || spot.Child("additionalProperties") is { AdmitsNothing: false };
        Names.UnionWith(spot.Map("properties").Select(member => member.Name));
        var inner = InPlace.Select(spot.Child).OfType<SchemaSpot>()
            .Concat(spot.List("allOf"))
            .Concat(_promise.HasChosen(spot, "anyOf") ? [] : spot.List("anyOf"))
            .Concat(_promise.HasChosen(spot, "oneOf") ? [] : spot.List("oneOf"))
            .Concat(spot.Map("dependentSchemas").Select(member => member.Spot))
            .Concat(spot.Map("dependencies").Select(member => member.Spot));
        foreach (var schema in inner)
        {
            Collect(schema, seen);
        }

        if (spot.Find("$ref") is { } reference && spot.Follow(reference) is { } target)
        {
            Collect(target, seen);
        }
    }
}
