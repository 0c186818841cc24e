using System.Text;

namespace Ponos.Generators.Reading;

/// <summary>Intervals, which are durations with a name, as Khronos.Client has them at run time.</summary>
internal static class IntervalGrammar
{
    public const string Rule = "an interval such as 'ten-minutes', '90s' or 'PT1H30M', from 1 s to below 1000 days";

    private static readonly TimeSpan Limit = TimeSpan.FromDays(1000);

    /// <summary>Reads a text that means a duration, also one that is too long to have a name.</summary>
    public static bool TryRead(string? text, out TimeSpan interval) =>
        DurationText.TryParse(text, out interval) && interval > TimeSpan.Zero;

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
                name.Append(name.Length == 0 ? "" : "-")
                    .Append(NumberWords.Of(number))
                    .Append('-')
                    .Append(unit)
                    .Append(number == 1 ? "" : "s");
            }
        }
    }
}
