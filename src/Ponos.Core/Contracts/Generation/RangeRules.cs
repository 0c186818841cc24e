using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ponos.Contracts.Generation;

/// <summary>A number's bounds: those of <see cref="RangeAttribute"/> within those of its type.</summary>
internal static class RangeRules
{
    public static void Apply(RangeAttribute range, JsonObject schema, AnnotatedValue value)
    {
        if (!schema.ContainsKey("minimum") || !schema.ContainsKey("maximum"))
        {
            throw value.Cannot(
                range,
                $"stands on a {value.Type}, which is not written as a number. "
                    + "Take it away, write the value as a number, or write a schema file for this contract.");
        }

        Bound(schema, "minimum", range.MinimumIsExclusive, range.Minimum, isTighter: order => order > 0, range, value);
        Bound(schema, "maximum", range.MaximumIsExclusive, range.Maximum, isTighter: order => order < 0, range, value);
    }

    private static void Bound(
        JsonObject schema,
        string keyword,
        bool exclusive,
        object bound,
        Func<int, bool> isTighter,
        RangeAttribute range,
        AnnotatedValue value)
    {
        if (bound is double.PositiveInfinity or double.NegativeInfinity)
        {
            return; // As far as the type goes.
        }

        var number = Number(bound)
            ?? throw value.Cannot(range, $"goes to '{bound}', which is no number. Write a schema file for this contract.");
        var order = Compare(number, schema[keyword]!);
        if (isTighter(order) || (order == 0 && exclusive))
        {
            schema.Remove(keyword);
            schema[exclusive ? "exclusive" + char.ToUpperInvariant(keyword[0]) + keyword[1..] : keyword] = number;
        }
    }

    private static JsonValue? Number(object bound) => bound switch
    {
        int whole => JsonValue.Create(whole),
        double real when double.IsFinite(real) => JsonValue.Create(real),
        IFormattable other when decimal.TryParse(
            other.ToString(null, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) =>
            JsonValue.Create(exact),
        string text when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) => JsonValue.Create(exact),
        _ => null,
    };

    /// <summary>Exactly where both are decimals, which bounds of 64 bits are.</summary>
    private static int Compare(JsonNode left, JsonNode right)
    {
        var (one, other) = (left.ToJsonString(), right.ToJsonString());
        return decimal.TryParse(one, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
            && decimal.TryParse(other, NumberStyles.Float, CultureInfo.InvariantCulture, out var b)
            ? a.CompareTo(b)
            : double.Parse(one, CultureInfo.InvariantCulture).CompareTo(double.Parse(other, CultureInfo.InvariantCulture));
    }
}
