using Khronos.Engine;
using Khronos.Schedules;
using Khronos.State;
using Khronos.Terms;

namespace Khronos.Status;

/// <summary>Puts together what the status tells. It reads, and changes nothing.</summary>
internal sealed class StatusReport(CurrentTerm current, ILease lease, ClockWatch clock, RecentTicks ticks, TermFailure failure)
{
    public const int MaxTake = 1000;

    private static readonly Dictionary<string, string> None = [];

    public KhronosStatus Overview()
    {
        var now = clock.Read();
        var standing = lease.Standing;
        var timekeeper = current.Timekeeper;
        var watermark = standing.Watermark ?? timekeeper?.Engine.Watermark;
        return new KhronosStatus(
            now,
            standing.Role,
            standing.Replica,
            standing.IsLeading ? standing.Replica : null,
            [standing.Replica, .. standing.Others],
            standing.IsLeading ? standing.Epoch : null,
            watermark,
            watermark is { } upTo ? Math.Round((now - upTo).TotalSeconds, 3) : null,
            timekeeper?.Engine.Count ?? 0,
            clock.RefusedStep?.TotalSeconds,
            timekeeper?.Book.Aside.Take(MaxTake).ToDictionary() ?? None,
            standing.Trouble ?? failure.Reason);
    }

    /// <summary>A part of all schedules; none where another replica keeps them.</summary>
    public async Task<ScheduleList> SchedulesAsync(int skip, int take, CancellationToken cancellationToken)
    {
        if (current.Timekeeper is not { } timekeeper)
        {
            return new ScheduleList(0, []);
        }

        var documents = await timekeeper.Book.ListAsync(cancellationToken);
        var aside = timekeeper.Book.Aside;
        var now = clock.Read();
        return new ScheduleList(
            documents.Count, [.. documents.Skip(skip).Take(Math.Min(take, MaxTake)).Select(document => StatusOf(document, aside, now))]);
    }

    /// <summary>One schedule, by its name; or <see langword="null"/>.</summary>
    public async Task<ScheduleStatus?> ScheduleAsync(string name, CancellationToken cancellationToken)
    {
        if (current.Timekeeper is not { } timekeeper || !Naming.ScheduleName.TryParse(name, out var parsed))
        {
            return null;
        }

        var documents = await timekeeper.Book.ListAsync(cancellationToken);
        return documents.FirstOrDefault(document => document.Name == parsed.Text) is { } found
            ? StatusOf(found, timekeeper.Book.Aside, clock.Read())
            : null;
    }

    public TickList Ticks(int take) => new(ticks.Newest(Math.Min(take, MaxTake)));

    /// <summary>The first schedules by name, with their instants around now.</summary>
    public async Task<PlanList> PlansAsync(int take, CancellationToken cancellationToken)
    {
        if (current.Timekeeper is not { } timekeeper)
        {
            return new PlanList(0, []);
        }

        var documents = await timekeeper.Book.ListAsync(cancellationToken);
        var aside = timekeeper.Book.Aside;
        var now = clock.Read();
        return new PlanList(
            documents.Count, [.. documents.OrderBy(document => document.Name, StringComparer.Ordinal)
                .Take(take)
                .Select(document => PlanOf(document, aside, now))]);
    }

    private SchedulePlan PlanOf(ScheduleDocument document, IReadOnlyDictionary<string, string> aside, DateTimeOffset now)
    {
        var status = StatusOf(document, aside, now);
        var instants = status.Aside is null && document.TryToSchedule(out var schedule, out _)
            ? InstantPlan.Around(schedule, now)
            : InstantPlan.None;
        return new SchedulePlan(
            status.Name,
            status.Event,
            RhythmWords.Of(status.Definition),
            status.Definition,
            document.Definition.Payload is not null,
            status.Owners,
            status.PutAt,
            status.Paused,
            instants.Next, instants.Before, status.Aside, status.Last?.ScheduledAt, status.Last?.Lateness);
    }

    private ScheduleStatus StatusOf(ScheduleDocument document, IReadOnlyDictionary<string, string> aside, DateTimeOffset now)
    {
        var eventName = document.ParsedName.EventName;
        var reason = aside.GetValueOrDefault(document.Name);
        return new ScheduleStatus(
            document.Name,
            eventName,
            // What services send along is theirs.
            document.Definition with { Payload = null },
            document.Owners,
            document.Users,
            document.PutAt,
            document.IsPaused,
            reason is null && document.TryToSchedule(out var schedule, out _) ? schedule.Next(now) : null,
            reason,
            ticks.LastOf(eventName));
    }
}
