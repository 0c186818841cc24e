using System.Globalization;

namespace Ponos.Generators.Reading;

/// <summary>Durations as attributes spell them; Ponos.Core reads the same from configuration at run time.</summary>
internal static class DurationGrammar
{
    public const string Rule = "a duration such as '500ms', '2s', '1m30s', '4h', '1d' or '00:01:30'";

    public static bool TryParse(string? text, out TimeSpan value)
    {
        value = default;
        if (text is null || text.Length == 0)
        {
            return false;
        }

        if (text.IndexOf(':') >= 0)
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value) && value >= TimeSpan.Zero;
        }

        var total = 0m;
        var at = 0;
        while (at < text.Length)
        {
            var number = Take(text, ref at, digits: true);
            var ticks = TicksOf(Take(text, ref at, digits: false));
            if (number.Length is < 1 or > 9 || ticks == 0)
            {
                return false;
            }

            total += decimal.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture) * ticks;
        }

        if (total > TimeSpan.MaxValue.Ticks)
        {
            return false;
        }

        value = new TimeSpan((long)total);
        return true;
    }

    private static string Take(string text, ref int at, bool digits)
    {
        var start = at;
        while (at < text.Length && text[at] is >= '0' and <= '9' == digits)
        {
            at++;
        }

        return text.Substring(start, at - start);
    }

    private static long TicksOf(string unit) => unit switch
    {
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        "d" => TimeSpan.TicksPerDay,
        _ => 0,
    };
}
