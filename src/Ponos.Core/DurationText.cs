using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ponos;

/// <summary>Durations as people write them in attributes and configuration: <c>500ms</c>, <c>2s</c>, <c>1m30s</c>, <c>4h</c>, <c>1d</c>, or <c>00:01:30</c>.</summary>
internal static class DurationText
{
    public const string Rule = "a duration such as '500ms', '2s', '1m30s', '4h', '1d' or '00:01:30'";

    public static TimeSpan Parse(string text, string what) =>
        TryParse(text, out var value) ? value : throw new FormatException($"{what} is '{text}'; write {Rule}.");

    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan value)
    {
        value = default;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        if (text.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value) && value >= TimeSpan.Zero;
        }

        var rest = text.AsSpan();
        var total = 0m;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > 9)
            {
                return false;
            }

            var number = long.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            rest = rest[digits..];
            var letters = rest.IndexOfAnyInRange('0', '9');
            var unit = letters < 0 ? rest : rest[..letters];
            var ticks = TicksOf(unit);
            if (ticks == 0)
            {
                return false;
            }

            total += (decimal)number * ticks;
            rest = rest[unit.Length..];
        }

        if (total > TimeSpan.MaxValue.Ticks)
        {
            return false;
        }

        value = new TimeSpan((long)total);
        return true;
    }

    private static long TicksOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        "d" => TimeSpan.TicksPerDay,
        _ => 0,
    };
}
