using Khronos.Engine;
using Khronos.Schedules;

namespace Khronos.Status;

/// <summary>Puts together what the status tells. It reads, and changes nothing.</summary>
internal sealed class StatusReport(ScheduleBook book, TickEngine engine, ClockWatch clock, IReplicaView replicas, RecentTicks ticks)
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
            replica.Trouble);
    }

    public async Task<ScheduleList> SchedulesAsync(int skip, int take, CancellationToken cancellationToken)
    {
        var documents = await book.ListAsync(cancellationToken);
        var now = clock.Read();
        return new ScheduleList(documents.Count, [.. documents.Skip(skip).Take(Math.Min(take, MaxTake)).Select(document => StatusOf(document, now))]);
    }

    /// <summary>One schedule, by its name; or <see langword="null"/>.</summary>
    public async Task<ScheduleStatus?> ScheduleAsync(string name, CancellationToken cancellationToken)
    {
        if (!Naming.ScheduleName.TryParse(name, out var parsed))
        {
            return null;
        }

        var documents = await book.ListAsync(cancellationToken);
        return documents.FirstOrDefault(document => document.Name == parsed.Text) is { } found ? StatusOf(found, clock.Read()) : null;
    }

    public TickList Ticks(int take) => new(ticks.Newest(Math.Min(take, MaxTake)));

    private ScheduleStatus StatusOf(ScheduleDocument document, DateTimeOffset now)
    {
        var schedule = document.ToSchedule();
        return new ScheduleStatus(
            document.Name,
            schedule.Name.EventName,
            // What services send along is theirs.
            document.Definition with { Payload = null },
            document.Owners,
            document.PutAt,
            document.IsPaused,
            schedule.Next(now),
            ticks.LastOf(schedule.Name.EventName));
    }
}
