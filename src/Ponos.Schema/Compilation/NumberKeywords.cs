using Ponos.Schema.Numbers;
using Ponos.Schema.Rules;
using Ponos.Schema.Text;

namespace Ponos.Schema.Compilation;

/// <summary>Reads the keywords for numbers.</summary>
internal static class NumberKeywords
{
    public static NumberRules? Read(SchemaReader reader)
    {
        var rules = new NumberRules
        {
            Minimum = reader.Bound("minimum"),
            Maximum = reader.Bound("maximum"),
            ExclusiveMinimum = reader.Bound("exclusiveMinimum"),
            ExclusiveMaximum = reader.Bound("exclusiveMaximum"),
            MultipleOf = Divisor(reader),
        };
        return rules is { Minimum: null, Maximum: null, ExclusiveMinimum: null, ExclusiveMaximum: null, MultipleOf: null } ? null : rules;
    }

    private static NumberDivisor? Divisor(SchemaReader reader)
    {
        const string Expected = "a number greater than 0";
        var value = reader.Find("multipleOf", JsonTypes.Number, Expected);
        if (value < 0)
        {
            return null;
        }

        var number = new JsonNumber(reader.Text.View.Bytes(value));
        return number.IsZero || number.IsNegative
            ? throw reader.Refuse("multipleOf", value, Expected)
            : new NumberDivisor(reader.Text.View.Bytes(value));
    }
}
