using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Khronos.Naming;

/// <summary>
/// Reads durations leniently: words (<c>ninety-seconds</c>, <c>one week</c>), digits with units (<c>90s</c>,
/// <c>1h30m</c>, <c>90 seconds</c>), ISO 8601 (<c>PT1H30M</c>, <c>P1W</c>) and clock form (<c>01:30:00</c>). Units go from
/// the largest to the smallest, each at most once. Years and months are no durations.
/// </summary>
internal static class DurationReader
{
    private const int MaxLength = 200;

    private static readonly (string[] Names, long Seconds)[] Units =
    [
        (["w", "wk", "wks", "week", "weeks"], 604_800),
        (["d", "day", "days"], 86_400),
        (["h", "hr", "hrs", "hour", "hours"], 3_600),
        (["m", "min", "mins", "minute", "minutes"], 60),
        (["s", "sec", "secs", "second", "seconds"], 1),
    ];

    public static bool TryRead([NotNullWhen(true)] string? text, out TimeSpan duration)
    {
        duration = default;
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxLength)
        {
            return false;
        }

        var plain = text.Trim();
        if (!char.IsAsciiLetterOrDigit(plain[0]))
        {
            // A leading '-' is a sign and no hyphen: there are no negative durations.
            return false;
        }

        return plain.Contains(':', StringComparison.Ordinal)
            ? TimeSpan.TryParseExact(plain, [@"h\:mm\:ss", @"hh\:mm\:ss", @"d\.hh\:mm\:ss"], CultureInfo.InvariantCulture, out duration)
            : TryReadIso(plain, out duration) || TryReadUnits(Words(plain), 0, out duration);
    }

    /// <summary>ISO 8601-1, 5.5.2: <c>PnW</c> or <c>PnDTnHnMnS</c>, here with weeks and days together as well.</summary>
    private static bool TryReadIso(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length < 3 || text[0] is not ('P' or 'p'))
        {
            return false;
        }

        var halves = text[1..].Split('T', 't');
        if (halves.Length > 2 || (halves.Length == 2 && halves[1].Length == 0))
        {
            return false;
        }

        var date = TimeSpan.Zero;
        var time = TimeSpan.Zero;
        return (halves[0].Length == 0 || TryReadIsoHalf(halves[0], "WD", out date))
            && (halves.Length == 1 || TryReadIsoHalf(halves[1], "HMS", out time))
            && (duration = date + time) > TimeSpan.Zero;
    }

    private static bool TryReadIsoHalf(string half, string letters, out TimeSpan duration)
    {
        duration = default;
        foreach (var c in half)
        {
            if (!char.IsAsciiDigit(c) && !letters.Contains(char.ToUpperInvariant(c), StringComparison.Ordinal))
            {
                return false;
            }
        }

        return char.IsAsciiDigit(half[0]) && TryReadUnits(Words(half), letters == "WD" ? 0 : 2, out duration);
    }

    private static bool TryReadUnits(List<string> words, int firstUnit, out TimeSpan duration)
    {
        duration = default;
        var rest = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(words);
        var total = 0L;
        var unit = firstUnit - 1;
        var isFirst = true;
        while (!rest.IsEmpty)
        {
            if (!isFirst && rest[0] == "and")
            {
                rest = rest[1..];
            }

            var used = ReadNumber(rest, out var number);
            if (used == 0 || used == rest.Length)
            {
                return false;
            }

            var word = rest[used];
            var next = Array.FindIndex(Units, known => Array.IndexOf(known.Names, word) >= 0);
            if (next <= unit)
            {
                return false;
            }

            unit = next;
            isFirst = false;
            total += number * Units[unit].Seconds;
            rest = rest[(used + 1)..];
        }

        duration = TimeSpan.FromSeconds(total);
        return total > 0;
    }

    private static int ReadNumber(ReadOnlySpan<string> words, out long number)
    {
        number = 0;
        if (!words.IsEmpty && char.IsAsciiDigit(words[0][0]))
        {
            // Nine digits of the largest unit stay far below what a TimeSpan holds.
            return words[0].Length <= 9 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out number) ? 1 : 0;
        }

        var used = NumberWords.Read(words, out var small);
        number = small;
        return used;
    }

    /// <summary>The runs of digits and of letters, in lower case; a character that is neither and separates nothing is a word that nobody knows.</summary>
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            var start = i++;
            if (text[start] is ' ' or '-' or '_' or ',')
            {
                continue;
            }

            var isDigit = char.IsAsciiDigit(text[start]);
            while (i < text.Length && (isDigit ? char.IsAsciiDigit(text[i]) : char.IsAsciiLetter(text[i])))
            {
                i++;
            }

            words.Add(string.Create(i - start, (text, start), static (span, from) => from.text.AsSpan(from.start, span.Length).ToLowerInvariant(span)));
        }

        return words;
    }
}
