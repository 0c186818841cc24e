using System.Globalization;
using System.Numerics;
using System.Text;

namespace Ponos.Schema.Numbers;

/// <summary>
/// The number of a <c>multipleOf</c>: digits × 10^scale. An instance's digits are reduced by those digits as they are read,
/// so the cost is linear in what was written.
/// </summary>
internal sealed class NumberDivisor
{
    private const int ChunkDigits = 18;
    private const ulong ChunkPower = 1_000_000_000_000_000_000;

    private readonly byte[] _text;
    private readonly BigInteger _digits;
    private readonly long _whole;

    public NumberDivisor(ReadOnlySpan<byte> text)
    {
        var number = new JsonNumber(text);
        _text = text.ToArray();
        _digits = BigInteger.Parse(
            Encoding.ASCII.GetString(number.Head) + Encoding.ASCII.GetString(number.Tail), NumberStyles.None, CultureInfo.InvariantCulture);
        if (JsonNumber.TryReadInt64(text, out var value))
        {
            _whole = value;
        }
    }

    public bool Divides(ReadOnlySpan<byte> instance)
    {
        if (_whole != 0 && JsonNumber.TryReadInt64(instance, out var value))
        {
            return value % _whole == 0;
        }

        var number = new JsonNumber(instance);
        if (number.IsZero)
        {
            return true;
        }

        var shift = number.Scale - new JsonNumber(_text).Scale;
        if (shift < 0)
        {
            // The digits end in no zero, so no divisor of this scale divides them.
            return false;
        }

        if (_digits.IsOne)
        {
            return true;
        }

        // Powers of ten help only against the divisor's factors 2 and 5, of which it has fewer than bits.
        var power = BigInteger.Pow(10, (int)Math.Min(shift, (long)_digits.GetBitLength()));
        return _digits <= ulong.MaxValue
            ? DividesSmall(in number, (ulong)_digits, power)
            : DividesLarge(in number, power);
    }

    public override string ToString() => Encoding.ASCII.GetString(_text);

    private static bool DividesSmall(in JsonNumber number, ulong divisor, BigInteger power)
    {
        var remainder = Reduce(Reduce(0, number.Head, divisor), number.Tail, divisor);
        return (UInt128)remainder * (ulong)(power % divisor) % divisor == 0;
    }

    private static ulong Reduce(ulong remainder, ReadOnlySpan<byte> digits, ulong divisor)
    {
        while (!digits.IsEmpty)
        {
            var length = Math.Min(ChunkDigits, digits.Length);
            var chunk = ulong.Parse(digits[..length], NumberStyles.None, CultureInfo.InvariantCulture);
            var power = length == ChunkDigits ? ChunkPower : PowerOfTen(length);
            remainder = (ulong)((((UInt128)remainder * power) + chunk) % divisor);
            digits = digits[length..];
        }

        return remainder;
    }

    private static ulong PowerOfTen(int exponent)
    {
        var power = 1UL;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }

    private bool DividesLarge(in JsonNumber number, BigInteger power)
    {
        var remainder = ReduceLarge(ReduceLarge(BigInteger.Zero, number.Head), number.Tail);
        return (remainder * power % _digits).IsZero;
    }

    private BigInteger ReduceLarge(BigInteger remainder, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var length = Math.Min(ChunkDigits, text.Length);
            var chunk = ulong.Parse(text[..length], NumberStyles.None, CultureInfo.InvariantCulture);
            remainder = ((remainder * PowerOfTen(length)) + chunk) % _digits;
            text = text[length..];
        }

        return remainder;
    }
}
