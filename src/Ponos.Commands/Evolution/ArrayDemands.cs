using System.Text.Json;

namespace Ponos.Commands.Evolution;

/// <summary>
/// The keywords of arrays. Draft 7 has other names for the first items and the rest: <c>items</c> and <c>additionalItems</c>.
/// </summary>
internal sealed class ArrayDemands(Inclusion inclusion)
{
    public IEnumerable<Finding> Check(Promise promise, SchemaSpot spot, string keyword)
    {
        var longest = Longest(promise);
        if (keyword == "uniqueItems")
        {
            return spot.Find(keyword)!.Value.ValueKind == JsonValueKind.False || longest <= 1
                || promise.Parts.Any(part => part.Find(keyword) is { ValueKind: JsonValueKind.True })
                ? []
                : [Finding.Broken(spot.Pointer, keyword, "no item of it comes twice")];
        }

        var first = First(spot);
        if (first.Count > 0 && keyword == (spot.Document.IsDraft7 ? "items" : "prefixItems"))
        {
            return first.Take(longest).SelectMany((item, index) => inclusion.Cover(Item(promise, index), item));
        }

        // additionalItems without a list of first items is ignored, as items is in its own place.
        return Rest(spot) is { } rest && rest.Pointer == $"{spot.Pointer}/{keyword}" ? CheckRest(promise, first.Count, rest, longest) : [];
    }

    private IEnumerable<Finding> CheckRest(Promise promise, int from, SchemaSpot rest, int longest)
    {
        var known = promise.Parts.Select(part => First(part).Count).DefaultIfEmpty(0).Max();
        for (var index = from; index < Math.Min(known, longest); index++)
        {
            foreach (var finding in inclusion.Cover(Item(promise, index), rest))
            {
                yield return finding;
            }
        }

        var next = Math.Max(from, known);
        if (next < longest)
        {
            foreach (var finding in inclusion.Cover(Item(promise, next), rest))
            {
                yield return finding;
            }
        }
    }

    private static int Longest(Promise promise) => promise.Parts
        .Select(part => part.Find("maxItems") is { } most && most.TryGetInt32(out var count) ? count : int.MaxValue)
        .DefaultIfEmpty(int.MaxValue)
        .Min();

    private static Promise Item(Promise promise, int index) =>
        Promise.Of(
            promise.Parts.Select(part => First(part) is var first && index < first.Count ? first[index] : Rest(part)).OfType<SchemaSpot>());

    private static IReadOnlyList<SchemaSpot> First(SchemaSpot spot) => spot.List(spot.Document.IsDraft7 ? "items" : "prefixItems");

    private static SchemaSpot? Rest(SchemaSpot spot) =>
        spot.Find("items") is { ValueKind: JsonValueKind.Array } ? spot.Child("additionalItems") : spot.Child("items");
}
