using System.Globalization;

namespace Ponos.Schema.Patterns;

/// <summary>How often an atom is repeated: <c>*</c>, <c>+</c>, <c>?</c> and <c>{…}</c>, lazy or not.</summary>
/// <param name="Least">The fewest times.</param>
/// <param name="Most">The most times; <see cref="int.MaxValue"/> for any number.</param>
/// <param name="IsLazy">Whether fewer are tried first.</param>
internal readonly record struct EcmaQuantifier(int Least, int Most, bool IsLazy)
{
    public static bool TryRead(ref EcmaCursor cursor, out EcmaQuantifier quantifier)
    {
        if (cursor.TryTake('*'))
        {
            quantifier = new EcmaQuantifier(0, int.MaxValue, false);
        }
        else if (cursor.TryTake('+'))
        {
            quantifier = new EcmaQuantifier(1, int.MaxValue, false);
        }
        else if (cursor.TryTake('?'))
        {
            quantifier = new EcmaQuantifier(0, 1, false);
        }
        else if (!TryReadBraces(ref cursor, out quantifier))
        {
            return false;
        }

        quantifier = quantifier with { IsLazy = cursor.TryTake('?') };
        return true;
    }

    /// <summary>The quantifier as .NET writes it.</summary>
    public override string ToString() =>
        (Least, Most) switch
        {
            (0, int.MaxValue) => "*",
            (1, int.MaxValue) => "+",
            (0, 1) => "?",
            (_, int.MaxValue) => string.Create(CultureInfo.InvariantCulture, $"{{{Least},}}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{{{Least},{Most}}}"),
        }
        + (IsLazy ? "?" : string.Empty);

    private static bool TryReadBraces(ref EcmaCursor cursor, out EcmaQuantifier quantifier)
    {
        quantifier = default;
        var start = cursor.Position;
        if (!cursor.TryTake('{') || !char.IsAsciiDigit(cursor.Peek))
        {
            cursor.Position = start;
            return false;
        }

        var least = cursor.Number();
        var most = least;
        if (cursor.TryTake(','))
        {
            most = char.IsAsciiDigit(cursor.Peek) ? cursor.Number() : int.MaxValue;
        }

        if (!cursor.TryTake('}'))
        {
            cursor.Position = start;
            return false;
        }

        if (most < least)
        {
            throw cursor.Error("a repetition's bounds are out of order");
        }

        quantifier = new EcmaQuantifier((int)least, (int)most, false);
        return true;
    }
}
