using Khronos.Engine;
using Khronos.Hosting;
using Khronos.Schedules;

namespace Khronos.Status;

/// <summary>Puts together what the status tells. It reads, and changes nothing.</summary>
internal sealed class StatusReport(ScheduleBook book, TickEngine engine, ClockWatch clock, IReplicaView replicas, RecentTicks ticks, TermFailure failure)
{
    public const int MaxTake = 1000;

    public KhronosStatus Overview()
    {
        var now = clock.Read();
        var replica = replicas.Read();
        return new KhronosStatus(
            now,
            replica.Role,
            replica.Replica,
            replica.Leader,
            replica.Replicas,
            replica.Epoch,
            replica.Watermark,
            replica.Watermark is { } watermark ? Math.Round((now - watermark).TotalSeconds, 3) : null,
            engine.Count,
            clock.RefusedStep?.TotalSeconds,
            book.Aside.Take(MaxTake).ToDictionary(),
            replica.Trouble ?? failure.Reason);
    }

    public async Task<ScheduleList> SchedulesAsync(int skip, int take, CancellationToken cancellationToken)
    {
        var documents = await book.ListAsync(cancellationToken);
        var now = clock.Read();
        var aside = book.Aside;
        return new ScheduleList(documents.Count, [.. documents.Skip(skip).Take(Math.Min(take, MaxTake)).Select(document => StatusOf(document, aside, now))]);
    }

    /// <summary>One schedule, by its name; or <see langword="null"/>.</summary>
    public async Task<ScheduleStatus?> ScheduleAsync(string name, CancellationToken cancellationToken)
    {
        if (!Naming.ScheduleName.TryParse(name, out var parsed))
        {
            return null;
        }

        var documents = await book.ListAsync(cancellationToken);
        return documents.FirstOrDefault(document => document.Name == parsed.Text) is { } found ? StatusOf(found, book.Aside, clock.Read()) : null;
    }

    public TickList Ticks(int take) => new(ticks.Newest(Math.Min(take, MaxTake)));

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
            document.PutAt,
            document.IsPaused,
            reason is null && document.TryToSchedule(out var schedule, out _) ? schedule.Next(now) : null,
            reason,
            ticks.LastOf(eventName));
    }
}
