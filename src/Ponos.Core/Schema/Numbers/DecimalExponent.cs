using System.Globalization;

namespace Ponos.Schema;

/// <summary>
/// The exponent of a number, of any length. Beside it stand counts of digits, which are below 2^32: a difference beyond
/// <see cref="Far"/> says all that there is to say.
/// </summary>
internal readonly ref struct DecimalExponent
{
    private const long Far = 1_000_000_000_000_000;
    private const int ShortDigits = 17;
    private const int ChunkDigits = 18;
    private const ulong ChunkPower = 1_000_000_000_000_000_000;

    // Secret, so that nobody outside can choose exponents of one hash.
    private static readonly ulong Modulus = (1UL << 61) | ((ulong)Random.Shared.NextInt64(1L << 61) | 1);

    private readonly ReadOnlySpan<byte> digits;
    private readonly bool isNegative;
    private readonly long value;

    /// <param name="written">The exponent as written, after the letter; empty for none.</param>
    public DecimalExponent(ReadOnlySpan<byte> written)
    {
        if (written.IsEmpty)
        {
            return;
        }

        isNegative = written[0] == (byte)'-';
        digits = written.TrimStart("+-"u8).TrimStart((byte)'0');
        if (IsShort)
        {
            var magnitude = digits.IsEmpty ? 0 : long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
            value = isNegative ? -magnitude : magnitude;
        }
    }

    private bool IsShort => digits.Length <= ShortDigits;

    /// <summary>The exponent plus a count, cut when it is too large for any count to matter.</summary>
    public long Plus(int count) => (IsShort ? value : isNegative ? -Far : Far) + count;

    /// <summary>The difference of two exponents, cut when it is too large for any count to matter.</summary>
    public static long Difference(in DecimalExponent left, in DecimalExponent right)
    {
        if (left.IsShort && right.IsShort)
        {
            return left.value - right.value;
        }

        if (left.isNegative != right.isNegative)
        {
            return left.isNegative ? -Far : Far;
        }

        // Digit by digit from the first; once the difference is far from zero no later digit brings it back.
        var length = Math.Max(left.digits.Length, right.digits.Length);
        var difference = 0L;
        for (var i = 0; i < length && difference is > -Far and < Far; i++)
        {
            difference = (difference * 10) + Digit(left.digits, length, i) - Digit(right.digits, length, i);
        }

        return left.isNegative ? -difference : difference;
    }

    /// <summary>A hash of the exponent plus a count: equal for equal sums, however they are written.</summary>
    public int HashPlus(int count)
    {
        var magnitude = 0UL;
        for (var rest = digits; !rest.IsEmpty;)
        {
            // Chunks count from the end, so that the first may be the short one.
            var length = rest.Length % ChunkDigits == 0 ? ChunkDigits : rest.Length % ChunkDigits;
            var chunk = ulong.Parse(rest[..length], NumberStyles.None, CultureInfo.InvariantCulture);
            magnitude = (ulong)((((UInt128)magnitude * ChunkPower) + chunk) % Modulus);
            rest = rest[length..];
        }

        var signed = isNegative ? (Int128)Modulus - magnitude : magnitude;
        return ((ulong)((signed + count + Modulus) % Modulus)).GetHashCode();
    }

    private static int Digit(ReadOnlySpan<byte> digits, int length, int at)
    {
        var index = at - (length - digits.Length);
        return index < 0 ? 0 : digits[index] - '0';
    }
}
