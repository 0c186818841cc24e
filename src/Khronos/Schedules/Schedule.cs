using System.Text.Json;
using Khronos.Naming;

namespace Khronos.Schedules;

/// <summary>One schedule: its name and everything that its instants depend on. Never changed, only replaced.</summary>
internal sealed record Schedule
{
    public required ScheduleName Name { get; init; }

    public required Rhythm Rhythm { get; init; }

    /// <summary>Instants count from here on, itself excluded: when the schedule was put or last resumed.</summary>
    public required DateTimeOffset ActiveFrom { get; init; }

    /// <summary>Where the sequence of a cron expression begins: when the schedule was put as it is.</summary>
    public DateTimeOffset Anchor { get; init; }

    public CatchUp CatchUp { get; init; }

    public DateTimeOffset StartsAt { get; init; } = DateTimeOffset.MinValue;

    public DateTimeOffset EndsAt { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Ticks come up to this much later than their instant, each always by the same.</summary>
    public TimeSpan Jitter { get; init; }

    public bool IsPaused { get; init; }

    public JsonElement? Payload { get; init; }

    /// <summary>
    /// From each instant to the next, where nothing but an interval bears on when they come; otherwise <see langword="null"/>.
    /// </summary>
    public TimeSpan? Stride =>
        Rhythm is IntervalRhythm interval && Jitter == TimeSpan.Zero && EndsAt == DateTimeOffset.MaxValue && !IsPaused
            ? interval.Every
            : null;

    /// <summary>The first instant later than the given one, within the schedule's own limits.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (IsPaused)
        {
            return null;
        }

        return InstantAfter(after > ActiveFrom ? after : ActiveFrom);
    }

    /// <summary>The first instant later than the given one, whether the schedule was there then or not: for a backfill.</summary>
    public DateTimeOffset? InstantAfter(DateTimeOffset after)
    {
        // Where it starts with the calendar there is no time before that.
        var next = Rhythm.Next(after >= StartsAt || StartsAt == DateTimeOffset.MinValue ? after : StartsAt.AddTicks(-1));
        return next <= EndsAt ? next : null;
    }

    /// <summary>When an instant is to be fired: later by its jitter, but before the instant that follows.</summary>
    public DateTimeOffset DueOf(DateTimeOffset instant)
    {
        if (Jitter == TimeSpan.Zero)
        {
            return instant;
        }

        var gap = (Rhythm.Next(instant) ?? DateTimeOffset.MaxValue) - instant;
        return gap > TimeSpan.Zero ? instant + StableHash.PartOf(Jitter < gap ? Jitter : gap, TickId.Of(Name.Text, instant)) : instant;
    }
}
