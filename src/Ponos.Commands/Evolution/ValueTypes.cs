using System.Text.Json;

namespace Ponos.Commands.Evolution;

/// <summary>JSON's types, with numbers split in two: <c>integer</c> is a part of <c>number</c>.</summary>
[Flags]
internal enum ValueTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Object = 4,
    Array = 8,
    String = 16,
    Integer = 32,
    Fraction = 64,
    Number = Integer | Fraction,
    All = Null | Boolean | Object | Array | String | Number,
}

/// <summary>Types as schemas write them.</summary>
internal static class ValueTypeNames
{
    private static readonly ValueTypes[] Single =
        [
            ValueTypes.Null,
            ValueTypes.Boolean,
            ValueTypes.Object,
            ValueTypes.Array,
            ValueTypes.String,
            ValueTypes.Integer,
            ValueTypes.Fraction,
        ];

    /// <summary>The types one by one.</summary>
    public static IEnumerable<ValueTypes> Split(this ValueTypes types) => Single.Where(type => types.HasFlag(type));

    public static string ToText(this ValueTypes types)
    {
        var rest = types.HasFlag(ValueTypes.Number) ? types & ~ValueTypes.Number : types;
        var names = rest.Split()
            .Select(type => type == ValueTypes.Fraction ? "number with a fraction" : type.ToString().ToLowerInvariant());
        return string.Join(" or ", types.HasFlag(ValueTypes.Number) ? names.Append("number") : names);
    }

    /// <summary>What the keyword <c>type</c> admits.</summary>
    public static ValueTypes Read(JsonElement keyword)
    {
        if (keyword.ValueKind == JsonValueKind.String)
        {
            return Named(keyword.GetString());
        }

        var types = ValueTypes.None;
        foreach (var name in keyword.EnumerateArray())
        {
            types |= Named(name.GetString());
        }

        return types;
    }

    /// <summary>The type of a value.</summary>
    public static ValueTypes Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => ValueTypes.Null,
        JsonValueKind.True or JsonValueKind.False => ValueTypes.Boolean,
        JsonValueKind.Object => ValueTypes.Object,
        JsonValueKind.Array => ValueTypes.Array,
        JsonValueKind.String => ValueTypes.String,
        _ => !value.TryGetDecimal(out var number) ? ValueTypes.Number
            : decimal.IsInteger(number) ? ValueTypes.Integer
            : ValueTypes.Fraction,
    };

    private static ValueTypes Named(string? name) => name switch
    {
        "null" => ValueTypes.Null,
        "boolean" => ValueTypes.Boolean,
        "object" => ValueTypes.Object,
        "array" => ValueTypes.Array,
        "string" => ValueTypes.String,
        "integer" => ValueTypes.Integer,
        _ => ValueTypes.Number,
    };
}
