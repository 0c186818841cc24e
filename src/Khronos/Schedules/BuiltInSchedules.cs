using Khronos.Naming;

namespace Khronos.Schedules;

/// <summary>The five events that are published without being asked for.</summary>
internal static class BuiltInSchedules
{
    public static IReadOnlyList<TimeSpan> Intervals { get; } =
        [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromDays(1)];

    /// <summary>Whether a schedule's event is one of them, published here or not.</summary>
    public static bool Has(ScheduleName name) => name.Duration is { } interval && Intervals.Contains(interval);

    public static ScheduleDocument Of(TimeSpan interval, DateTimeOffset since) => new()
    {
        Definition = new PutSchedule { Name = DurationName.Of(interval), Every = DurationName.Of(interval) },
        Owners = [ScheduleOwnership.Khronos],
        PutAt = since,
        ActiveFrom = since,
    };
}
