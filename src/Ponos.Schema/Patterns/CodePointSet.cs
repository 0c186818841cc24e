using System.Globalization;
using System.Text;

namespace Ponos.Schema.Patterns;

/// <summary>A set of Unicode code points, as ranges in order. It becomes a .NET expression that matches one code point, surrogate pairs too.</summary>
internal sealed class CodePointSet
{
    public const int Last = 0x10FFFF;

    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;
    private const int FirstAstral = 0x10000;

    private readonly List<(int First, int Last)> _ranges = [];

    /// <summary>All of ECMA-262's WhiteSpace and LineTerminator.</summary>
    public static CodePointSet Space() =>
        new CodePointSet().Add('\t', '\r').Add(' ').Add(0xA0).Add(0x1680).Add(0x2000, 0x200A).Add(0x2028, 0x2029).Add(0x202F).Add(0x205F).Add(0x3000).Add(0xFEFF);

    public static CodePointSet Digit() => new CodePointSet().Add('0', '9');

    public static CodePointSet Word() => Digit().Add('A', 'Z').Add('_').Add('a', 'z');

    public static CodePointSet LineTerminator() => new CodePointSet().Add('\n').Add('\r').Add(0x2028, 0x2029);

    public CodePointSet Add(int codePoint) => Add(codePoint, codePoint);

    public CodePointSet Add(int first, int last)
    {
        _ranges.Add((first, last));
        return this;
    }

    public CodePointSet Add(CodePointSet other)
    {
        _ranges.AddRange(other._ranges);
        return this;
    }

    public CodePointSet Invert()
    {
        var inverse = new CodePointSet();
        var next = 0;
        foreach (var (first, last) in Merged())
        {
            if (first > next)
            {
                inverse.Add(next, first - 1);
            }

            next = last + 1;
        }

        return next <= Last ? inverse.Add(next, Last) : inverse;
    }

    /// <summary>The set as a table over bytes, or <see langword="null"/> when it has more than ASCII.</summary>
    public bool[]? ToAscii()
    {
        var table = new bool[256];
        foreach (var (first, last) in _ranges)
        {
            if (last >= 0x80)
            {
                return null;
            }

            table.AsSpan(first, last - first + 1).Fill(true);
        }

        return table;
    }

    /// <summary>Appends an expression for one code point of the set. Documents hold no lone surrogates, so it matches none.</summary>
    public void AppendTo(StringBuilder pattern)
    {
        var plain = new StringBuilder();
        var pairs = new List<string>();
        foreach (var (first, last) in Merged())
        {
            AppendRange(plain, first, Math.Min(last, FirstSurrogate - 1));
            AppendRange(plain, Math.Max(first, LastSurrogate + 1), Math.Min(last, FirstAstral - 1));
            AddPairs(pairs, Math.Max(first, FirstAstral), last);
        }

        if (plain.Length == 0 && pairs.Count == 0)
        {
            // Matches nothing: what no character is and every character is not.
            pattern.Append(@"[^\s\S]");
        }
        else if (pairs.Count == 0)
        {
            pattern.Append('[').Append(plain).Append(']');
        }
        else
        {
            pattern.Append("(?:");
            if (plain.Length != 0)
            {
                pattern.Append('[').Append(plain).Append("]|");
            }

            pattern.AppendJoin('|', pairs).Append(')');
        }
    }

    private static void AppendRange(StringBuilder text, int first, int last)
    {
        if (first > last)
        {
            return;
        }

        text.Append(Unit(first));
        if (last > first)
        {
            text.Append('-').Append(Unit(last));
        }
    }

    private static void AddPairs(List<string> pairs, int first, int last)
    {
        while (first <= last)
        {
            var (high, low) = Split(first);
            var (lastHigh, lastLow) = Split(last);
            if (high == lastHigh)
            {
                pairs.Add($"{Unit(high)}[{Unit(low)}-{Unit(lastLow)}]");
                return;
            }

            if (low != 0xDC00)
            {
                pairs.Add($"{Unit(high)}[{Unit(low)}-{Unit(0xDFFF)}]");
                first += 0xDFFF - low + 1;
                continue;
            }

            var fullHigh = lastLow == 0xDFFF ? lastHigh : lastHigh - 1;
            pairs.Add($"[{Unit(high)}-{Unit(fullHigh)}][{Unit(0xDC00)}-{Unit(0xDFFF)}]");
            first += (fullHigh - high + 1) * 0x400;
        }
    }

    private static (int High, int Low) Split(int codePoint) =>
        (0xD800 + ((codePoint - FirstAstral) >> 10), 0xDC00 + ((codePoint - FirstAstral) & 0x3FF));

    private static string Unit(int unit) =>
        char.IsAsciiLetterOrDigit((char)unit) ? ((char)unit).ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{unit:X4}");

    private List<(int First, int Last)> Merged()
    {
        var merged = new List<(int First, int Last)>();
        foreach (var range in _ranges.Order())
        {
            if (merged.Count != 0 && range.First <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }
}
