using Khronos.Naming;

namespace Khronos;

/// <summary>The names of time events. The constants are those that Khronos publishes without being asked.</summary>
public static class TimeEvents
{
    /// <summary>Every five minutes: on :00, :05, :10 and so on.</summary>
    public const string FiveMinutes = "time.five-minutes.passed";

    /// <summary>Every thirty minutes: on :00 and :30.</summary>
    public const string ThirtyMinutes = "time.thirty-minutes.passed";

    /// <summary>Every hour, on the hour.</summary>
    public const string OneHour = "time.one-hour.passed";

    /// <summary>Every four hours: at 00:00, 04:00, 08:00 and so on, UTC.</summary>
    public const string FourHours = "time.four-hours.passed";

    /// <summary>Every day, at 00:00 UTC.</summary>
    public const string OneDay = "time.one-day.passed";

    internal static readonly string[] BuiltIn = [FiveMinutes, ThirtyMinutes, OneHour, FourHours, OneDay];

    /// <summary>Every time event, as a pattern to listen to.</summary>
    public const string Any = "time.*.passed";

    /// <summary>The event of an interval: <c>time.one-hour-thirty-minutes.passed</c> for 90 minutes.</summary>
    /// <param name="every">From 1 s to 1000 days exclusive, in whole seconds.</param>
    /// <returns>The event's name; the same one for everyone who asks for the same interval.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval has no name.</exception>
    public static string Of(TimeSpan every) => ScheduleName.Of(every).EventName;

    /// <summary>The event of a schedule, by an interval as people write it or by a name of its own.</summary>
    /// <param name="name">
    /// An interval, such as <c>90s</c>, <c>PT1H30M</c>, <c>ninety-seconds</c> or <c>one-week</c>; or a schedule's name: a
    /// lower-case letter and up to 79 lower-case letters, digits and hyphens.
    /// </param>
    /// <returns>The event's name.</returns>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ScheduleName.TryParse(name, out var parsed)
            ? parsed.EventName
            : throw new FormatException($"'{name}' is no name of a schedule: write {ScheduleName.Rule}.");
    }
}
