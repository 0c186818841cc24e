using System.Globalization;

namespace Khronos.Schedules;

/// <summary>When a schedule's instants are, as a person says it.</summary>
internal static class RhythmWords
{
    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    private static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    /// <summary>Of a canonical definition; the expression itself where it cannot be read.</summary>
    public static string Of(PutSchedule canonical)
    {
        var words = canonical.Every is { } every ? $"every {Period(every)}"
            : canonical.At is { } at ? $"once, {at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC"
            : canonical.Cron is { } cron ? OfCron(cron, canonical.Name ?? "", canonical.TimeZone ?? "UTC")
            : "never";
        var later = canonical.Offset is { } offset ? $", {Spaced(offset)} later" : "";
        return words + later + (canonical.Jitter is { } jitter ? $", up to {Spaced(jitter)} late on purpose" : "");
    }

    private static string OfCron(string cron, string name, string zone)
    {
        try
        {
            var text = CronText.Read(cron, StableHash.Of(name));
            return $"{Time(text.Fields)}{Date(text)}, {zone}";
        }
        catch (FormatException)
        {
            return $"{cron}, {zone}";
        }
    }

    private static string Time(IReadOnlyList<string> fields)
    {
        var (second, minute, hour) = (Numbers(fields[0]), Numbers(fields[1]), Numbers(fields[2]));
        if (second is [var s] && minute is [var m] && hour is { Length: <= 6 })
        {
            return $"at {Listed(hour.Select(h => Clock(h, m, s)))}";
        }

        var within = Unit(second, 60, "second", isFirst: true);
        var minutes = Unit(minute, 60, "minute", within.Length == 0);
        var hours = Unit(hour, 24, "hour", within.Length == 0 && minutes.Length == 0);
        string[] parts = [.. new[] { within, minutes, hours }.Where(part => part.Length > 0)];
        // What comes all the time does so in every hour.
        return string.Join(" of ", hours == "every hour" && parts is [['e', 'v', 'e', 'r', 'y', ..], .., _] ? parts[..^1] : parts);
    }

    /// <summary>What one field of time says; nothing where it is what one expects after those before it.</summary>
    private static string Unit(int[]? values, int count, string unit, bool isFirst)
    {
        if (values is null)
        {
            return isFirst || unit == "hour" ? $"every {unit}" : "";
        }

        if (isFirst && values is [0] && unit == "second")
        {
            return "";
        }

        return Step(values, count) is { } step
            ? (step == 1 ? $"every {unit}" : $"every {step.ToString(CultureInfo.InvariantCulture)} {unit}s")
            : $"{unit}{(values.Length == 1 ? "" : "s")} {Runs(values, value => value.ToString(CultureInfo.InvariantCulture))}";
    }

    private static string Date(CronText text)
    {
        var (day, month, weekday) = (text.Fields[3], text.Fields[4], text.Fields[5]);
        var days = new List<string>();
        if (day is not ("*" or "?"))
        {
            days.Add(Numbers(day) is { } numbers ? $"on the {Runs(numbers, Ordinal)}" : $"on day {day}");
        }

        if (weekday is not ("*" or "?"))
        {
            days.Add(Numbers(weekday) is { } numbers
                ? $"on {Runs([.. numbers.Select(number => number % 7).Distinct().Order()], number => Days[number])}"
                : $"on weekday {weekday}");
        }

        var when = days.Count == 0 ? "" : " " + string.Join(text.IsEitherDay ? " or " : " and ", days);
        return month is "*" or "?"
            ? when
            : $"{when} in {(Numbers(month) is { } months ? Runs(months, number => Months[(number - 1) % 12]) : month)}";
    }

    /// <summary>The numbers of a list; <see langword="null"/> for a star and for what is no list of numbers.</summary>
    private static int[]? Numbers(string field)
    {
        var parts = field.Split(',');
        var numbers = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }

    private static int? Step(int[] values, int count)
    {
        if (values.Length < 2 || values[0] != 0)
        {
            return null;
        }

        var step = values[1];
        return values.Length * step == count && values.Select((value, index) => value == index * step).All(fits => fits) ? step : null;
    }

    /// <summary>Three and more in a row are told by their ends.</summary>
    private static string Runs(int[] values, Func<int, string> name)
    {
        var parts = new List<string>();
        for (var i = 0; i < values.Length;)
        {
            var end = i;
            while (end + 1 < values.Length && values[end + 1] == values[end] + 1)
            {
                end++;
            }

            if (end - i >= 2)
            {
                parts.Add($"{name(values[i])} to {name(values[end])}");
                i = end + 1;
            }
            else
            {
                parts.Add(name(values[i++]));
            }
        }

        return Listed(parts);
    }

    private static string Listed(IEnumerable<string> parts)
    {
        string[] all = [.. parts];
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }

    private static string Clock(int hour, int minute, int second) =>
        second == 0 ? $"{hour:00}:{minute:00}" : $"{hour:00}:{minute:00}:{second:00}";

    private static string Ordinal(int number) => number.ToString(CultureInfo.InvariantCulture) + (number is >= 11 and <= 13 ? "th"
        : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });

    /// <summary>One says every hour, and every two.</summary>
    private static string Period(string name) => name.Split('-') is ["one", var unit] ? unit : Spaced(name);

    private static string Spaced(string name) => name.Replace('-', ' ');
}
