using System.Globalization;
using System.Text.Json;

namespace Ponos.Commands.Evolution;

/// <summary>The keywords of numbers: what a value must be, and what is promised of it.</summary>
internal static class NumberDemands
{
    public static Finding? Check(Promise promise, SchemaSpot spot, string keyword, JsonElement value)
    {
        if ((promise.Types & ValueTypes.Number) == ValueTypes.None)
        {
            return null;
        }

        if (!value.TryGetDecimal(out var limit))
        {
            return promise.Parts.Any(part => part.Find(keyword) is { } same && JsonElement.DeepEquals(same, value))
                ? null
                : Finding.Unsure(spot.Pointer, keyword, What(keyword, value));
        }

        var kept = keyword switch
        {
            "minimum" => Lowest(promise) is { } low && low.Value >= limit,
            "exclusiveMinimum" => Lowest(promise) is { } low && (low.Value > limit || (low.Value == limit && low.IsExclusive)),
            "maximum" => Highest(promise) is { } high && high.Value <= limit,
            "exclusiveMaximum" => Highest(promise) is { } high && (high.Value < limit || (high.Value == limit && high.IsExclusive)),
            _ => IsMultiple(promise, limit),
        };
        return kept ? null : Finding.Broken(spot.Pointer, keyword, What(keyword, value));
    }

    private static string What(string keyword, JsonElement value) => keyword switch
    {
        "minimum" => $"it is at least {value.GetRawText()}",
        "exclusiveMinimum" => $"it is more than {value.GetRawText()}",
        "maximum" => $"it is at most {value.GetRawText()}",
        "exclusiveMaximum" => $"it is less than {value.GetRawText()}",
        _ => $"it is a multiple of {value.GetRawText()}",
    };

    private static Bound? Lowest(Promise promise)
    {
        var bounds = Bounds(promise, "minimum", "exclusiveMinimum").ToArray();
        return bounds.Length == 0
            ? null
            : bounds.Select(bound => Whole(promise, bound, up: true)).MaxBy(bound => (bound.Value, bound.IsExclusive));
    }

    private static Bound? Highest(Promise promise)
    {
        var bounds = Bounds(promise, "maximum", "exclusiveMaximum").ToArray();
        return bounds.Length == 0
            ? null
            : bounds.Select(bound => Whole(promise, bound, up: false)).MinBy(bound => (bound.Value, !bound.IsExclusive));
    }

    private static IEnumerable<Bound> Bounds(Promise promise, string inclusive, string exclusive)
    {
        foreach (var part in promise.Parts)
        {
            if (part.Find(inclusive) is { } bound && bound.TryGetDecimal(out var value))
            {
                yield return new Bound(value, IsExclusive: false);
            }

            if (part.Find(exclusive) is { } beyond && beyond.TryGetDecimal(out value))
            {
                yield return new Bound(value, IsExclusive: true);
            }
        }
    }

    /// <summary>For integers, the nearest integer inside of a bound is the bound.</summary>
    private static Bound Whole(Promise promise, Bound bound, bool up)
    {
        if (promise.Types.HasFlag(ValueTypes.Fraction) || Math.Abs(bound.Value) > long.MaxValue)
        {
            return bound;
        }

        var whole = up ? Math.Ceiling(bound.Value) : Math.Floor(bound.Value);
        return new Bound(bound.IsExclusive && whole == bound.Value ? whole + (up ? 1 : -1) : whole, IsExclusive: false);
    }

    private static bool IsMultiple(Promise promise, decimal divisor)
    {
        try
        {
            var integers = !promise.Types.HasFlag(ValueTypes.Fraction) && 1m % divisor == 0;
            return integers || promise.Parts.Any(
                part => part.Find("multipleOf") is { } step && step.TryGetDecimal(out var value) && value % divisor == 0);
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private readonly record struct Bound(decimal Value, bool IsExclusive)
    {
        public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    }
}
