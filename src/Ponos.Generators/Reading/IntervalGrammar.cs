using System.Globalization;
using System.Text;

namespace Ponos.Generators.Reading;

/// <summary>Intervals as Khronos reads them, leniently, and the one name that each has. Khronos.Client does the same at run time.</summary>
internal static class IntervalGrammar
{
    public const string Rule = "an interval such as 'ten-minutes', '90s' or 'PT1H30M', from 1 s to below 1000 days";

    private const int MaxLength = 200;
    private const int FirstUnitOfTime = 2;

    private static readonly TimeSpan Limit = TimeSpan.FromDays(1000);

    private static readonly (string[] Names, long Seconds)[] Units =
    [
        (["w", "wk", "wks", "week", "weeks"], 604_800),
        (["d", "day", "days"], 86_400),
        (["h", "hr", "hrs", "hour", "hours"], 3_600),
        (["m", "min", "mins", "minute", "minutes"], 60),
        (["s", "sec", "secs", "second", "seconds"], 1),
    ];

    private static readonly string[] ClockForms = [@"h\:mm\:ss", @"hh\:mm\:ss", @"d\.hh\:mm\:ss"];

    /// <summary>Reads a text that means a duration, also one that is too long to have a name.</summary>
    public static bool TryRead(string? text, out TimeSpan interval)
    {
        interval = default;
        if (text is null || string.IsNullOrWhiteSpace(text) || text.Length > MaxLength)
        {
            return false;
        }

        var plain = text.Trim();
        if (!IsLetter(plain[0]) && !IsDigit(plain[0]))
        {
            return false;
        }

        return plain.IndexOf(':') >= 0
            ? TimeSpan.TryParseExact(plain, ClockForms, CultureInfo.InvariantCulture, out interval)
            : TryReadIso(plain, out interval) || TryReadUnits(Words(plain), 0, out interval);
    }

    /// <summary>Whether the duration has a name, and so an event.</summary>
    public static bool HasName(TimeSpan interval) =>
        interval >= TimeSpan.FromSeconds(1) && interval < Limit && interval.Ticks % TimeSpan.TicksPerSecond == 0;

    /// <summary>The name: <c>one-hour-thirty-minutes</c>.</summary>
    public static string NameOf(TimeSpan interval)
    {
        var name = new StringBuilder();
        Add(interval.Days, "day");
        Add(interval.Hours, "hour");
        Add(interval.Minutes, "minute");
        Add(interval.Seconds, "second");
        return name.ToString();

        void Add(int number, string unit)
        {
            if (number > 0)
            {
                name.Append(name.Length == 0 ? "" : "-").Append(EnglishNumbers.Of(number)).Append('-').Append(unit).Append(number == 1 ? "" : "s");
            }
        }
    }

    private static bool TryReadIso(string text, out TimeSpan interval)
    {
        interval = default;
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
            || (halves.Length == 2 && !TryReadIsoHalf(halves[1], "HMS", FirstUnitOfTime, out time)))
        {
            return false;
        }

        interval = date + time;
        return interval > TimeSpan.Zero;
    }

    private static bool TryReadIsoHalf(string half, string letters, int firstUnit, out TimeSpan interval)
    {
        interval = default;
        return half.All(c => IsDigit(c) || letters.IndexOf(char.ToUpperInvariant(c)) >= 0)
            && IsDigit(half[0])
            && TryReadUnits(Words(half), firstUnit, out interval);
    }

    private static bool TryReadUnits(List<string> words, int firstUnit, out TimeSpan interval)
    {
        interval = default;
        var total = 0L;
        var unit = firstUnit - 1;
        for (var at = 0; at < words.Count;)
        {
            at += at > 0 && words[at] == "and" ? 1 : 0;
            var used = ReadNumber(words, at, out var number);
            if (used == 0 || at + used == words.Count)
            {
                return false;
            }

            var next = Array.FindIndex(Units, known => known.Names.Contains(words[at + used]));
            if (next <= unit)
            {
                return false;
            }

            unit = next;
            total += number * Units[unit].Seconds;
            at += used + 1;
        }

        interval = TimeSpan.FromSeconds(total);
        return total > 0;
    }

    private static int ReadNumber(List<string> words, int at, out long number)
    {
        number = 0;
        if (at < words.Count && IsDigit(words[at][0]))
        {
            return words[at].Length <= 9 && long.TryParse(words[at], NumberStyles.None, CultureInfo.InvariantCulture, out number) ? 1 : 0;
        }

        var used = EnglishNumbers.Read(words, at, out var small);
        number = small;
        return used;
    }

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

            words.Add(text.Substring(start, i - start).ToLowerInvariant());
        }

        return words;
    }

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
}
