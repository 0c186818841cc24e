using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Ponos.Contracts;

/// <summary>
/// JSON Schema takes <c>1.0</c>, <c>1e2</c> and <c>-0</c> for integers, and so does JavaScript; .NET's readers do not, or not for
/// each type. Here they are written as digits only.
/// </summary>
internal static class WholeNumbers
{
    /// <summary>No number of .NET that is read exactly has more digits; a longer one stays as it is.</summary>
    private const int MostDigits = 40;

    /// <summary>The job with its whole numbers as digits, or <see langword="false"/> where all are so already.</summary>
    /// <param name="job">A job that is JSON.</param>
    /// <param name="rewritten">The same job, and other bytes.</param>
    public static bool TryRewrite(ReadOnlySpan<byte> job, [NotNullWhen(true)] out byte[]? rewritten)
    {
        var output = new ArrayBufferWriter<byte>(job.Length);
        var taken = 0;
        var reader = new Utf8JsonReader(job, new JsonReaderOptions { MaxDepth = 1_000 });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number && TryReadWhole(reader.ValueSpan, out var digits))
            {
                var start = (int)reader.TokenStartIndex;
                output.Write(job[taken..start]);
                output.Write(Encoding.ASCII.GetBytes(digits));
                taken = start + reader.ValueSpan.Length;
            }
        }

        if (taken == 0)
        {
            rewritten = null;
            return false;
        }

        output.Write(job[taken..]);
        rewritten = output.WrittenSpan.ToArray();
        return true;
    }

    private static bool TryReadWhole(ReadOnlySpan<byte> number, [NotNullWhen(true)] out string? digits)
    {
        digits = null;
        if (number.IndexOfAny(".eE"u8) < 0)
        {
            digits = number.SequenceEqual("-0"u8) ? "0" : null;
            return digits is not null;
        }

        var isNegative = number[0] == (byte)'-';
        var text = Encoding.ASCII.GetString(isNegative ? number[1..] : number);
        var mark = text.IndexOfAny(['e', 'E']);
        var mantissa = mark < 0 ? text : text[..mark];
        if (!int.TryParse(
            mark < 0 ? "0" : text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent))
        {
            return false;
        }

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var significant = point < 0 ? mantissa : mantissa.Remove(point, 1);
        // How many of the digits stand before the point once the exponent has moved it.
        var before = (long)(point < 0 ? mantissa.Length : point) + exponent;
        var trimmed = significant.TrimEnd('0');
        if (trimmed.Length == 0)
        {
            digits = "0";
            return true;
        }

        if (before < trimmed.Length || before > MostDigits)
        {
            return false;
        }

        digits = (isNegative ? "-" : "")
            + BigInteger.Parse(trimmed.PadRight((int)before, '0'), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        return true;
    }
}
