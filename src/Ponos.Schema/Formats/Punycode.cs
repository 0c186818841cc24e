using Ponos.Schema.Patterns;

namespace Ponos.Schema.Formats;

/// <summary>Punycode of RFC 3492, for labels of host names.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int TMin = 1;
    private const int TMax = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialN = 128;

    /// <summary>The code points of a label without its prefix, or <see langword="null"/> when it is none.</summary>
    public static List<int>? Decode(ReadOnlySpan<byte> text)
    {
        var output = new List<int>();
        var delimiter = text.LastIndexOf((byte)'-');
        for (var i = 0; i < Math.Max(delimiter, 0); i++)
        {
            output.Add(text[i]);
        }

        var (n, index, bias) = (InitialN, 0L, InitialBias);
        var at = delimiter > 0 ? delimiter + 1 : 0;
        while (at < text.Length)
        {
            var before = index;
            var weight = 1L;
            for (var k = Base; ; k += Base)
            {
                if (at == text.Length || DigitOf(text[at++]) is not (>= 0 and var digit))
                {
                    return null;
                }

                index += digit * weight;
                var threshold = Threshold(k, bias);
                if (digit < threshold)
                {
                    break;
                }

                weight *= Base - threshold;
                if (weight > int.MaxValue || index > int.MaxValue)
                {
                    return null;
                }
            }

            bias = Adapt(index - before, output.Count + 1, before == 0);
            n += (int)Math.Min(index / (output.Count + 1), CodePointSet.Last + 1);
            index %= output.Count + 1;
            if (n > CodePointSet.Last)
            {
                return null;
            }

            output.Insert((int)index++, n);
        }

        return output;
    }

    /// <summary>How many characters the encoding of a label has, without its prefix.</summary>
    public static int EncodedLength(List<int> label)
    {
        var basic = label.Count(codePoint => codePoint < InitialN);
        var length = basic + (basic > 0 ? 1 : 0);
        var (n, delta, bias, handled) = (InitialN, 0L, InitialBias, basic);
        while (handled < label.Count)
        {
            var next = label.Where(codePoint => codePoint >= n).Min();
            delta += (long)(next - n) * (handled + 1);
            n = next;
            foreach (var codePoint in label)
            {
                delta += codePoint < n ? 1 : 0;
                if (codePoint != n)
                {
                    continue;
                }

                var rest = delta;
                for (var k = Base; ; k += Base)
                {
                    length++;
                    var threshold = Threshold(k, bias);
                    if (rest < threshold)
                    {
                        break;
                    }

                    rest = (rest - threshold) / (Base - threshold);
                }

                bias = Adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled++;
            }

            delta++;
            n++;
        }

        return length;
    }

    private static int Threshold(int k, int bias) => Math.Clamp(k - bias, TMin, TMax);

    private static int DigitOf(byte unit) => unit switch
    {
        >= (byte)'a' and <= (byte)'z' => unit - 'a',
        >= (byte)'A' and <= (byte)'Z' => unit - 'A',
        >= (byte)'0' and <= (byte)'9' => unit - '0' + 26,
        _ => -1,
    };

    private static int Adapt(long delta, int points, bool isFirst)
    {
        delta /= isFirst ? Damp : 2;
        delta += delta / points;
        var k = 0;
        while (delta > (Base - TMin) * TMax / 2)
        {
            delta /= Base - TMin;
            k += Base;
        }

        return k + (int)((Base - TMin + 1) * delta / (delta + Skew));
    }
}
