using System.Globalization;

namespace Ponos.Schema;

/// <summary>Reads <c>*</c>, <c>+</c>, <c>?</c> and <c>{…}</c>, lazy or not.</summary>
internal static class EcmaQuantifier
{
    public static bool TryRead(ref EcmaCursor cursor, out string quantifier)
    {
        if (cursor.Peek is '*' or '+' or '?' && !cursor.IsAtEnd)
        {
            quantifier = ((char)cursor.Next()).ToString();
        }
        else if (!TryReadBraces(ref cursor, out quantifier))
        {
            return false;
        }

        quantifier += cursor.TryTake('?') ? "?" : string.Empty;
        return true;
    }

    private static bool TryReadBraces(ref EcmaCursor cursor, out string quantifier)
    {
        quantifier = string.Empty;
        var start = cursor.Position;
        if (!cursor.TryTake('{') || !char.IsAsciiDigit(cursor.Peek))
        {
            cursor.Position = start;
            return false;
        }

        var least = cursor.Number();
        var most = least;
        var hasMost = true;
        if (cursor.TryTake(','))
        {
            hasMost = char.IsAsciiDigit(cursor.Peek);
            most = hasMost ? cursor.Number() : long.MaxValue;
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

        quantifier = hasMost
            ? string.Create(CultureInfo.InvariantCulture, $"{{{least},{most}}}")
            : string.Create(CultureInfo.InvariantCulture, $"{{{least},}}");
        return true;
    }
}
