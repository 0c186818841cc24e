using System.Buffers.Binary;
using System.Globalization;

namespace Ponos.Schema.Numbers;

/// <summary>
/// A JSON number as written, read as sign × digits × 10^scale with no zero at either end of the digits. Everything asked of it
/// costs time linear in what was written, whatever the magnitude: no power of ten is ever multiplied out.
/// </summary>
internal readonly ref struct JsonNumber
{
    // Scales are exact up to here, and taken for this beyond. No text has as many digits, so they only ever tell who is larger.
    private const long LargestScale = 1_000_000_000_000_000;
    private const int LargestScaleDigits = 16;

    // From the first significant digit to the last, perhaps with the point between.
    private readonly ReadOnlySpan<byte> _mantissa;
    private readonly int _point;

    public JsonNumber(ReadOnlySpan<byte> text)
    {
        IsNegative = text[0] == (byte)'-';
        if (IsNegative)
        {
            text = text[1..];
        }

        var e = text.IndexOfAny((byte)'e', (byte)'E');
        var written = e < 0 ? [] : text[(e + 1)..];
        text = e < 0 ? text : text[..e];
        var dot = text.IndexOf((byte)'.');
        var integerLength = dot < 0 ? text.Length : dot;
        var first = text.IndexOfAnyInRange((byte)'1', (byte)'9');
        if (first < 0)
        {
            IsNegative = false;
            _mantissa = [];
            return;
        }

        var last = text.LastIndexOfAnyInRange((byte)'1', (byte)'9');
        _mantissa = text[first..(last + 1)];
        _point = dot > first && dot < last ? dot - first : -1;
        Digits = _mantissa.Length - (_point >= 0 ? 1 : 0);
        var place = last < integerLength ? integerLength - 1 - last : integerLength - last;
        Scale = Math.Clamp(Exponent(written) + place, -LargestScale, LargestScale);
    }

    public bool IsNegative { get; }

    public bool IsZero => _mantissa.IsEmpty;

    /// <summary>How many significant digits there are.</summary>
    public int Digits { get; }

    public bool IsInteger => IsZero || Scale >= 0;

    /// <summary>The significant digits before the point, or all when none is between them.</summary>
    public ReadOnlySpan<byte> Head => _point < 0 ? _mantissa : _mantissa[.._point];

    /// <summary>The significant digits after the point, when one is between them.</summary>
    public ReadOnlySpan<byte> Tail => _point < 0 ? [] : _mantissa[(_point + 1)..];

    /// <summary>Which power of ten the digits count: the last one's place relative to the point, plus the exponent.</summary>
    public long Scale { get; }

    private int Sign => IsZero ? 0 : IsNegative ? -1 : 1;

    /// <summary>Whether a number is an integer, however it is written: 1.50e1 is one.</summary>
    public static bool IsIntegral(ReadOnlySpan<byte> text) => IsWrittenWhole(text) || new JsonNumber(text).IsInteger;

    /// <summary>Whether a number has neither point nor exponent: then it is an integer, and most integers are written so.</summary>
    private static bool IsWrittenWhole(ReadOnlySpan<byte> text)
    {
        // Of all that a JSON number is written with, the digits alone have this bit.
        const byte Digit = 0x10;
        const ulong EightDigits = 0x1010_1010_1010_1010;
        if (text[0] == (byte)'-')
        {
            text = text[1..];
        }

        while (text.Length >= sizeof(ulong))
        {
            if ((BinaryPrimitives.ReadUInt64LittleEndian(text) & EightDigits) != EightDigits)
            {
                return false;
            }

            text = text[sizeof(ulong)..];
        }

        foreach (var character in text)
        {
            if ((character & Digit) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads an integer of at most 18 characters that is written without point or exponent.</summary>
    public static bool TryReadInt64(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        var negative = text[0] == (byte)'-';
        if (text.Length > 18)
        {
            return false;
        }

        for (var i = negative ? 1 : 0; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - (byte)'0');
            if (digit > 9)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        value = negative ? -value : value;
        return true;
    }

    public static int Compare(in JsonNumber left, in JsonNumber right)
    {
        if (left.IsZero || right.IsZero || left.IsNegative != right.IsNegative)
        {
            return left.Sign.CompareTo(right.Sign);
        }

        var magnitude = CompareMagnitude(in left, in right);
        return left.IsNegative ? -magnitude : magnitude;
    }

    private static long Exponent(ReadOnlySpan<byte> written)
    {
        var digits = written.TrimStart("+-"u8).TrimStart((byte)'0');
        var magnitude = digits.IsEmpty ? 0
            : digits.Length > LargestScaleDigits ? 2 * LargestScale
            : long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return !written.IsEmpty && written[0] == (byte)'-' ? -magnitude : magnitude;
    }

    private static int CompareMagnitude(in JsonNumber left, in JsonNumber right)
    {
        var places = left.Scale - right.Scale + left.Digits - right.Digits;
        if (places != 0)
        {
            return Math.Sign(places);
        }

        if (left._point < 0 && right._point < 0)
        {
            return left._mantissa.SequenceCompareTo(right._mantissa);
        }

        var leftAt = 0;
        var rightAt = 0;
        while (leftAt < left._mantissa.Length && rightAt < right._mantissa.Length)
        {
            leftAt += leftAt == left._point ? 1 : 0;
            rightAt += rightAt == right._point ? 1 : 0;
            var order = left._mantissa[leftAt++].CompareTo(right._mantissa[rightAt++]);
            if (order != 0)
            {
                return order;
            }
        }

        // No digits end in zero, so the longer one is the greater.
        return left.Digits.CompareTo(right.Digits);
    }
}
