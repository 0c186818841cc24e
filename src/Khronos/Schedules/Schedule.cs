using Khronos.Naming;

namespace Khronos.Schedules;

/// <summary>One schedule: its name and everything that its instants depend on. Never changed, only replaced.</summary>
internal sealed record Schedule
{
    public required ScheduleName Name { get; init; }

    public required Rhythm Rhythm { get; init; }

    /// <summary>Instants count from here on, itself excluded: when the schedule was put or last resumed.</summary>
    public required DateTimeOffset ActiveFrom { get; init; }

    public CatchUp CatchUp { get; init; }

    /// <summary>The first instant later than the given one, within the schedule's own limits.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => Rhythm.Next(after > ActiveFrom ? after : ActiveFrom);
}
