using System.Globalization;

namespace Ponos.Schema.Numbers;

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

    private readonly ReadOnlySpan<byte> _digits;
    private readonly bool _isNegative;
    private readonly long _value;

    /// <param name="written">The exponent as written, after the letter; empty for none.</param>
    public DecimalExponent(ReadOnlySpan<byte> written)
    {
        if (written.IsEmpty)
        {
            return;
        }

        _isNegative = written[0] == (byte)'-';
        _digits = written.TrimStart("+-"u8).TrimStart((byte)'0');
        if (IsShort)
        {
            var magnitude = _digits.IsEmpty ? 0 : long.Parse(_digits, NumberStyles.None, CultureInfo.InvariantCulture);
            _value = _isNegative ? -magnitude : magnitude;
        }
    }

    private bool IsShort => _digits.Length <= ShortDigits;

    /// <summary>The exponent plus a count, cut when it is too large for any count to matter.</summary>
    public long Plus(int count) => (IsShort ? _value : _isNegative ? -Far : Far) + count;

    /// <summary>The difference of two exponents, cut when it is too large for any count to matter.</summary>
    public static long Difference(in DecimalExponent left, in DecimalExponent right)
    {
        if (left.IsShort && right.IsShort)
        {
            return left._value - right._value;
        }

        if (left._isNegative != right._isNegative)
        {
            return left._isNegative ? -Far : Far;
        }

        // Digit by digit from the first; once the difference is far from zero no later digit brings it back.
        var length = Math.Max(left._digits.Length, right._digits.Length);
        var difference = 0L;
        for (var i = 0; i < length && difference is > -Far and < Far; i++)
        {
            difference = (difference * 10) + Digit(left._digits, length, i) - Digit(right._digits, length, i);
        }

        return left._isNegative ? -difference : difference;
    }

    /// <summary>A hash of the exponent plus a count: equal for equal sums, however they are written.</summary>
    public int HashPlus(int count)
    {
        var magnitude = 0UL;
        for (var rest = _digits; !rest.IsEmpty;)
        {
            // Chunks count from the end, so that the first may be the short one.
            var length = rest.Length % ChunkDigits == 0 ? ChunkDigits : rest.Length % ChunkDigits;
            var chunk = ulong.Parse(rest[..length], NumberStyles.None, CultureInfo.InvariantCulture);
            magnitude = (ulong)((((UInt128)magnitude * ChunkPower) + chunk) % Modulus);
            rest = rest[length..];
        }

        var signed = _isNegative ? (Int128)Modulus - magnitude : magnitude;
        return ((ulong)((signed + count + Modulus) % Modulus)).GetHashCode();
    }

    private static int Digit(ReadOnlySpan<byte> digits, int length, int at)
    {
        var index = at - (length - digits.Length);
        return index < 0 ? 0 : digits[index] - '0';
    }
}
