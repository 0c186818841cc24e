using System.Text.Json;
using Ponos.Schema;

namespace Ponos.Commands.Evolution;

/// <summary>The keywords of strings, and the counts of items and properties.</summary>
internal static class StringDemands
{
    /// <summary>Patterns and formats: each is promised by the same one, and whether by another cannot be told.</summary>
    public static Finding? CheckText(Promise promise, SchemaSpot spot, string keyword, JsonElement value)
    {
        if (!promise.Types.HasFlag(ValueTypes.String)
            || promise.Parts.Any(part => part.Find(keyword) is { } same && JsonElement.DeepEquals(same, value)))
        {
            return null;
        }

        var what = keyword == "format" ? $"it is a text of the format '{value.GetString()}'" : $"it matches {value.GetString()}";
        var restricted = promise.Parts.Any(part => part.Has("pattern") || part.Has("format"))
            || (keyword == "format" && !JsonSchemaFormats.IsKnown(value.GetString()!));
        return restricted ? Finding.Unsure(spot.Pointer, keyword, what) : Finding.Broken(spot.Pointer, keyword, what);
    }

    /// <summary>Least counts: of characters, items or properties.</summary>
    public static Finding? CheckLeast(Promise promise, SchemaSpot spot, string keyword, JsonElement value, int promised = 0)
    {
        var kept = !promise.Types.HasFlag(Counted(keyword)) || !value.TryGetDecimal(out var least)
            || Math.Max(promised, Counts(promise, keyword).DefaultIfEmpty(0).Max()) >= least;
        return kept ? null : Finding.Broken(spot.Pointer, keyword, $"it has at least {value.GetRawText()} {Unit(keyword)}");
    }

    /// <summary>Greatest counts: of characters, items or properties.</summary>
    public static Finding? CheckMost(Promise promise, SchemaSpot spot, string keyword, JsonElement value, int? promised = null)
    {
        var kept = !promise.Types.HasFlag(Counted(keyword)) || !value.TryGetDecimal(out var most)
            || Counts(promise, keyword).Append(promised ?? decimal.MaxValue).Min() <= most;
        return kept ? null : Finding.Broken(spot.Pointer, keyword, $"it has at most {value.GetRawText()} {Unit(keyword)}");
    }

    private static IEnumerable<decimal> Counts(Promise promise, string keyword) =>
        promise.Parts
            .Select(part => part.Find(keyword) is { } value && value.TryGetDecimal(out var count) ? count : (decimal?)null)
            .OfType<decimal>();

    private static ValueTypes Counted(string keyword) =>
        keyword.EndsWith("Length", StringComparison.Ordinal) ? ValueTypes.String
        : keyword.EndsWith("Items", StringComparison.Ordinal) ? ValueTypes.Array
        : ValueTypes.Object;

    private static string Unit(string keyword) => Counted(keyword) switch
    {
        ValueTypes.String => "characters",
        ValueTypes.Array => "items",
        _ => "properties",
    };
}
