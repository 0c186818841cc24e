using Khronos.Schedules;

namespace Khronos.Status;

/// <summary>A schedule's next instants, and its latest ones, the oldest first.</summary>
internal sealed record InstantPlan(IReadOnlyList<DateTimeOffset> Next, IReadOnlyList<DateTimeOffset> Before)
{
    private const int Count = 10;

    /// <summary>So far back the latest instants are looked for.</summary>
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(400);

    public static InstantPlan None { get; } = new([], []);

    /// <summary>Around a time. A paused schedule has no next instants; what came before may be asked for again.</summary>
    public static InstantPlan Around(Schedule schedule, DateTimeOffset now)
    {
        var next = new List<DateTimeOffset>(Count);
        for (var instant = schedule.Next(now); instant is { } at && next.Count < Count; instant = schedule.Next(at))
        {
            next.Add(at);
        }

        return new InstantPlan(next, BackFrom(schedule, now));
    }

    private static List<DateTimeOffset> BackFrom(Schedule schedule, DateTimeOffset now)
    {
        var before = new List<DateTimeOffset>(Count);
        var upTo = now < schedule.EndsAt ? now : schedule.EndsAt;
        while (before.Count < Count
            && upTo > schedule.StartsAt
            && schedule.Rhythm.Latest(upTo, Farthest) is { } instant
            && instant >= schedule.StartsAt)
        {
            before.Add(instant);
            upTo = instant.AddTicks(-1);
        }

        before.Reverse();
        return before;
    }
}
