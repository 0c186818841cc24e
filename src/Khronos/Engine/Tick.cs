using Khronos.Schedules;

namespace Khronos.Engine;

/// <summary>One instant of a schedule that is fired, and what it says of those before and behind it.</summary>
internal sealed record Tick
{
    public required Schedule Schedule { get; init; }

    public required DateTimeOffset ScheduledAt { get; init; }

    public required DateTimeOffset FiredAt { get; init; }

    public required TickKind Kind { get; init; }

    public required long Sequence { get; init; }

    public DateTimeOffset? NextAt { get; init; }

    public MissedTicks? Missed { get; init; }

    /// <summary>Tells a tick that was asked for from the schedule's own of the same instant.</summary>
    public string? Mark { get; init; }

    /// <summary>The tick's identity, which depends on the schedule's name and the instant alone.</summary>
    public string Id => Mark is null ? TickId.Of(Schedule.Name.Text, ScheduledAt) : $"{TickId.Of(Schedule.Name.Text, ScheduledAt)}+{Mark}";
}
