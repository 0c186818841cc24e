using System.Globalization;
using System.Text;

namespace Ponos.Schema.Patterns;

/// <summary>
/// A set of Unicode code points, as ranges in order. It becomes a .NET expression that matches one code point, surrogate pairs too.
/// </summary>
internal sealed class CodePointSet
{
    public const int Last = 0x10FFFF;

    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;
    private const int FirstAstral = 0x10000;

    public CodePointSet(params IEnumerable<(int First, int Last)> ranges) => Ranges = Merge(ranges);

    public CodePointSet(int codePoint) => Ranges = [(codePoint, codePoint)];

    private CodePointSet(List<(int First, int Last)> ranges) => Ranges = ranges;

    public static CodePointSet Empty { get; } = new([]);

    /// <summary>All of ECMA-262's WhiteSpace and LineTerminator.</summary>
    public static CodePointSet Space { get; } = new(
        ('\t', '\r'), (' ', ' '), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F),
        (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    public static CodePointSet Digit { get; } = new(('0', '9'));

    public static CodePointSet Word { get; } = new(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    public static CodePointSet AllButLineTerminators { get; } = new CodePointSet(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)).Invert();

    /// <summary>The ranges, in order, none next to another.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    public CodePointSet Invert()
    {
        var inverse = new List<(int First, int Last)>(Ranges.Count + 1);
        var next = 0;
        foreach (var (first, last) in Ranges)
        {
            if (first > next)
            {
                inverse.Add((next, first - 1));
            }

            next = last + 1;
        }

        if (next <= Last)
        {
            inverse.Add((next, Last));
        }

        return new CodePointSet(inverse);
    }

    public bool Overlaps(CodePointSet other)
    {
        var (mine, theirs) = (0, 0);
        while (mine < Ranges.Count && theirs < other.Ranges.Count)
        {
            if (Ranges[mine].Last < other.Ranges[theirs].First)
            {
                mine++;
            }
            else if (other.Ranges[theirs].Last < Ranges[mine].First)
            {
                theirs++;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Appends an expression for one code point of the set. Documents hold no lone surrogates, so it matches none.</summary>
    public void AppendTo(StringBuilder pattern)
    {
        var plain = new StringBuilder();
        var pairs = new List<string>();
        foreach (var (first, last) in Ranges)
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

    private static List<(int First, int Last)> Merge(IEnumerable<(int First, int Last)> ranges)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var range in ranges.Order())
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
