using System.Globalization;
using System.Numerics;
using System.Text;

namespace Ponos.Schema;

/// <summary>
/// The number of a <c>multipleOf</c>: digits × 10^scale. An instance's digits are reduced by those digits as they are read,
/// and what remains of the powers of ten by modular exponentiation, so the cost is linear in what was written.
/// </summary>
internal sealed class NumberDivisor
{
    private const int ChunkDigits = 18;
    private const ulong ChunkPower = 1_000_000_000_000_000_000;

    private readonly string written;
    private readonly BigInteger digits;
    private readonly BigInteger scale;
    private readonly long whole;

    public NumberDivisor(ReadOnlySpan<byte> text)
    {
        var number = new JsonNumber(text);
        written = Encoding.ASCII.GetString(text);
        digits = BigInteger.Parse(Encoding.ASCII.GetString(number.Head) + Encoding.ASCII.GetString(number.Tail), NumberStyles.None, CultureInfo.InvariantCulture);
        scale = number.Scale;
        if (JsonNumber.TryReadInt64(text, out var value))
        {
            whole = value;
        }
    }

    public bool Divides(ReadOnlySpan<byte> instance)
    {
        if (whole != 0 && JsonNumber.TryReadInt64(instance, out var value))
        {
            return value % whole == 0;
        }

        var number = new JsonNumber(instance);
        if (number.IsZero)
        {
            return true;
        }

        var shift = number.Scale - scale;
        if (shift.Sign < 0)
        {
            // The digits end in no zero, so no divisor of this scale divides them.
            return false;
        }

        if (digits.IsOne)
        {
            return true;
        }

        return digits <= ulong.MaxValue
            ? DividesSmall(in number, (ulong)digits, shift)
            : DividesLarge(in number, shift);
    }

    public override string ToString() => written;

    private static bool DividesSmall(in JsonNumber number, ulong divisor, BigInteger shift)
    {
        var remainder = Reduce(Reduce(0, number.Head, divisor), number.Tail, divisor);
        var power = (ulong)BigInteger.ModPow(10, shift, divisor);
        return (UInt128)remainder * power % divisor == 0;
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

    private bool DividesLarge(in JsonNumber number, BigInteger shift)
    {
        var remainder = ReduceLarge(ReduceLarge(BigInteger.Zero, number.Head), number.Tail);
        return (remainder * BigInteger.ModPow(10, shift, digits) % digits).IsZero;
    }

    private BigInteger ReduceLarge(BigInteger remainder, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var length = Math.Min(ChunkDigits, text.Length);
            var chunk = ulong.Parse(text[..length], NumberStyles.None, CultureInfo.InvariantCulture);
            remainder = ((remainder * PowerOfTen(length)) + chunk) % digits;
            text = text[length..];
        }

        return remainder;
    }
}
