using System.Globalization;
using System.Text;

namespace Ponos;

/// <summary>
/// Durations as people write them in attributes and configuration: digits with units (<c>500ms</c>, <c>1m30s</c>,
/// <c>90 seconds</c>), clock form (<c>00:01:30</c>), ISO 8601 (<c>PT1H30M</c>, <c>P1W</c>) and words
/// (<c>one-minute</c>). Units go from the largest to the smallest, each at most once. Years and months are no durations.
/// The generator compiles this file too, so that both programs read the same.
/// </summary>
internal static class DurationText
{
    public const string Rule = "a duration such as '500ms', '2s', '1m30s', '4h', '1d', '00:01:30', 'PT1M' or 'one-minute'";

    private const int MaxLength = 200;
    private const int FirstUnitOfTime = 2;

    private static readonly (string[] Names, long Ticks)[] Units =
    [
        (["w", "wk", "wks", "week", "weeks"], 7 * TimeSpan.TicksPerDay),
        (["d", "day", "days"], TimeSpan.TicksPerDay),
        (["h", "hr", "hrs", "hour", "hours"], TimeSpan.TicksPerHour),
        (["m", "min", "mins", "minute", "minutes"], TimeSpan.TicksPerMinute),
        (["s", "sec", "secs", "second", "seconds"], TimeSpan.TicksPerSecond),
        (["ms", "millisecond", "milliseconds"], TimeSpan.TicksPerMillisecond),
    ];

    private static readonly string[] ClockForms =
        [@"h\:mm\:ss", @"hh\:mm\:ss", @"hh\:mm\:ss\.FFFFFFF", @"d\.hh\:mm\:ss", @"d\.hh\:mm\:ss\.FFFFFFF"];

    public static bool TryParse(string? text, out TimeSpan value)
    {
        value = default;
        if (text is null || string.IsNullOrWhiteSpace(text) || text.Length > MaxLength)
        {
            return false;
        }

        var plain = text.Trim();
        if (!IsDigit(plain[0]) && !IsLetter(plain[0]))
        {
            // A leading '-' is a sign and no hyphen: there are no negative durations.
            return false;
        }

        return plain.AsSpan().IndexOf(':') >= 0
            ? TimeSpan.TryParseExact(plain, ClockForms, CultureInfo.InvariantCulture, out value)
            : TryReadIso(plain, out value) || TryReadUnits(Words(plain), 0, out value);
    }

    /// <summary>The shortest spelling that reads back as the same time: <c>1m30s</c>.</summary>
    public static string Write(TimeSpan value)
    {
        var text = new StringBuilder();
        var rest = value.Ticks;
        // A week is seven days to its readers.
        foreach (var (names, ticks) in Units.AsSpan(1).ToArray())
        {
            if (rest >= ticks)
            {
                text.Append((rest / ticks).ToString(CultureInfo.InvariantCulture)).Append(names[0]);
                rest %= ticks;
            }
        }

        return rest != 0 ? value.ToString("c", CultureInfo.InvariantCulture) : text.Length == 0 ? "0s" : text.ToString();
    }

    /// <summary>ISO 8601-1, 5.5.2: <c>PnW</c> or <c>PnDTnHnMnS</c>, here with weeks and days together as well.</summary>
    private static bool TryReadIso(string text, out TimeSpan value)
    {
        value = default;
        if (text.Length < 3 || text[0] is not ('P' or 'p'))
        {
            return false;
        }

        var halves = text.Substring(1).Split('T', 't');
        if (halves.Length > 2 || (halves.Length == 2 && halves[1].Length == 0))
        {
            return false;
        }

        var (date, time) = (TimeSpan.Zero, TimeSpan.Zero);
        if ((halves[0].Length > 0 && !TryReadIsoHalf(halves[0], "WD", 0, out date))
            || (halves.Length == 2 && !TryReadIsoHalf(halves[1], "HMS", FirstUnitOfTime, out time))
            || date > TimeSpan.MaxValue - time)
        {
            return false;
        }

        value = date + time;
        return true;
    }

    private static bool TryReadIsoHalf(string half, string letters, int firstUnit, out TimeSpan value)
    {
        value = default;
        return half.All(c => IsDigit(c) || letters.AsSpan().IndexOf(char.ToUpperInvariant(c)) >= 0)
            && IsDigit(half[0])
            && TryReadUnits(Words(half), firstUnit, out value);
    }

    private static bool TryReadUnits(List<string> words, int firstUnit, out TimeSpan value)
    {
        value = default;
        var total = 0m;
        var unit = firstUnit - 1;
        for (var at = 0; at < words.Count;)
        {
            at += at > 0 && words[at] == "and" ? 1 : 0;
            var used = ReadNumber(words, at, out var number);
            if (used == 0 || at + used == words.Count)
            {
                return false;
            }

            var next = Array.FindIndex(Units, known => Array.IndexOf(known.Names, words[at + used]) >= 0);
            if (next <= unit)
            {
                return false;
            }

            unit = next;
            total += (decimal)number * Units[unit].Ticks;
            at += used + 1;
        }

        if (words.Count == 0 || total > TimeSpan.MaxValue.Ticks)
        {
            return false;
        }

        value = new TimeSpan((long)total);
        return true;
    }

    private static int ReadNumber(List<string> words, int at, out long number)
    {
        number = 0;
        if (at < words.Count && IsDigit(words[at][0]))
        {
            return words[at].Length <= 9 && long.TryParse(words[at], NumberStyles.None, CultureInfo.InvariantCulture, out number) ? 1 : 0;
        }

        var used = NumberWords.Read(words, at, out var small);
        number = small;
        return used;
    }

    /// <summary>
    /// The runs of digits and of letters, in lower case; a character that is neither and separates
    /// nothing is a word that nobody knows.
    /// </summary>
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

            var isDigit = IsDigit(text[start]);
            while (i < text.Length && (isDigit ? IsDigit(text[i]) : IsLetter(text[i])))
            {
                i++;
            }

            words.Add(Lower(text, start, i - start));
        }

        return words;
    }

    private static string Lower(string text, int start, int length)
    {
        var word = text.Substring(start, length).ToCharArray();
        for (var i = 0; i < word.Length; i++)
        {
            word[i] = word[i] is >= 'A' and <= 'Z' ? (char)(word[i] | 0x20) : word[i];
        }

        return new string(word);
    }

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
}
