using System.Globalization;
using System.Numerics;
using System.Text;

namespace Ponos.Schema;

/// <summary>
/// A JSON number as written, read as sign × digits × 10^scale with no zero at either end of the digits. Comparing costs time
/// linear in what was written, whatever the magnitude: no power of ten is ever multiplied out.
/// </summary>
internal readonly ref struct JsonNumber
{
    // Exponents of up to 17 digits leave room in a long for the digits' own shift.
    private const int LongExponentDigits = 17;
    private const long LargestLongScale = long.MaxValue / 2;

    // From the first significant digit to the last, perhaps with the point between.
    private readonly ReadOnlySpan<byte> mantissa;
    private readonly int point;
    private readonly long scale;
    private readonly BigInteger bigScale;
    private readonly bool isBig;

    public JsonNumber(ReadOnlySpan<byte> text)
    {
        IsNegative = text[0] == (byte)'-';
        if (IsNegative)
        {
            text = text[1..];
        }

        var e = text.IndexOfAny((byte)'e', (byte)'E');
        var exponent = ReadOnlySpan<byte>.Empty;
        if (e >= 0)
        {
            exponent = text[(e + 1)..];
            text = text[..e];
        }

        var dot = text.IndexOf((byte)'.');
        var integerLength = dot < 0 ? text.Length : dot;
        var first = text.IndexOfAnyInRange((byte)'1', (byte)'9');
        if (first < 0)
        {
            IsNegative = false;
            mantissa = [];
            return;
        }

        var last = text.LastIndexOfAnyInRange((byte)'1', (byte)'9');
        mantissa = text[first..(last + 1)];
        point = dot > first && dot < last ? dot - first : -1;
        Digits = mantissa.Length - (point >= 0 ? 1 : 0);

        // The last digit's place relative to the point.
        scale = last < integerLength ? integerLength - 1 - last : integerLength - last;
        if (exponent.IsEmpty)
        {
            return;
        }

        var negative = exponent[0] == (byte)'-';
        exponent = exponent.TrimStart("+-"u8).TrimStart((byte)'0');
        if (exponent.Length <= LongExponentDigits)
        {
            var value = exponent.IsEmpty ? 0 : long.Parse(exponent, NumberStyles.None, CultureInfo.InvariantCulture);
            scale += negative ? -value : value;
        }
        else
        {
            var value = BigInteger.Parse(Encoding.ASCII.GetString(exponent), NumberStyles.None, CultureInfo.InvariantCulture);
            bigScale = scale + (negative ? -value : value);
            isBig = BigInteger.Abs(bigScale) > LargestLongScale;
            scale = isBig ? 0 : (long)bigScale;
        }
    }

    public bool IsNegative { get; }

    public bool IsZero => mantissa.IsEmpty;

    /// <summary>How many significant digits there are.</summary>
    public int Digits { get; }

    public bool IsInteger => IsZero || (isBig ? bigScale.Sign >= 0 : scale >= 0);

    /// <summary>The power of ten of the last significant digit.</summary>
    public BigInteger Scale => isBig ? bigScale : scale;

    /// <summary>The scale when it fits in 64 bits.</summary>
    public bool TryGetScale(out long value)
    {
        value = scale;
        return !isBig;
    }

    /// <summary>The significant digits, as one part or, around the point, two.</summary>
    public ReadOnlySpan<byte> Head => point < 0 ? mantissa : mantissa[..point];

    public ReadOnlySpan<byte> Tail => point < 0 ? [] : mantissa[(point + 1)..];

    /// <summary>Reads an integer of at most 18 digits that is written without point or exponent.</summary>
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

    private int Sign => IsZero ? 0 : IsNegative ? -1 : 1;

    private static int CompareMagnitude(in JsonNumber left, in JsonNumber right)
    {
        var places = left.isBig || right.isBig
            ? (left.Scale + left.Digits).CompareTo(right.Scale + right.Digits)
            : (left.scale + left.Digits).CompareTo(right.scale + right.Digits);
        if (places != 0)
        {
            return places;
        }

        if (left.point < 0 && right.point < 0)
        {
            return left.mantissa.SequenceCompareTo(right.mantissa);
        }

        var leftAt = 0;
        var rightAt = 0;
        while (leftAt < left.mantissa.Length && rightAt < right.mantissa.Length)
        {
            leftAt += leftAt == left.point ? 1 : 0;
            rightAt += rightAt == right.point ? 1 : 0;
            var order = left.mantissa[leftAt++].CompareTo(right.mantissa[rightAt++]);
            if (order != 0)
            {
                return order;
            }
        }

        // No digits end in zero, so the longer one is the greater.
        return left.Digits.CompareTo(right.Digits);
    }
}
