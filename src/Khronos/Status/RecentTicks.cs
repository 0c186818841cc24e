using System.Collections.Concurrent;
using System.Text.Json;
using Khronos.Tasks;
using Ponos;

namespace Khronos.Status;

/// <summary>
/// The latest ticks that the broker confirmed, and each event's last. They are kept as they were sent and read when
/// somebody asks, so that nobody's looking costs a tick anything.
/// </summary>
internal sealed class RecentTicks(TimeProvider time) : IJobObserver
{
    public const int Kept = 1000;

    /// <summary>Of so many events the last tick is kept.</summary>
    private const int MostEvents = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<SentTick> _latest = new(Kept);
    private readonly ConcurrentDictionary<string, SentTick> _lastOf = new(StringComparer.Ordinal);

    public void OnPublished(PublishedJob job)
    {
        if (job.Service != ScheduleCatalog.Service || !job.Name.StartsWith("time.", StringComparison.Ordinal))
        {
            return;
        }

        var sent = new SentTick(job.Body, time.GetUtcNow());
        lock (_gate)
        {
            Remember(job.Name, sent);
            if (_latest.Count == Kept)
            {
                _ = _latest.Dequeue();
            }

            _latest.Enqueue(sent);
        }
    }

    private void Remember(string eventName, SentTick sent)
    {
        if (_lastOf.Count >= MostEvents && !_lastOf.ContainsKey(eventName))
        {
            // Of so many events few are looked at, and a schedule that is gone never ticks again.
            foreach (var (name, _) in _lastOf.OrderBy(one => one.Value.At).Take(MostEvents / 10).ToArray())
            {
                _ = _lastOf.TryRemove(name, out SentTick? _);
            }
        }

        _lastOf[eventName] = sent;
    }

    /// <summary>The newest ticks, the newest first.</summary>
    public IReadOnlyList<TickStatus> Newest(int count)
    {
        SentTick[] sent;
        lock (_gate)
        {
            sent = [.. _latest.Reverse().Take(count)];
        }

        return [.. sent.Select(Read)];
    }

    /// <summary>An event's last tick since this process began, if there was one.</summary>
    public TickStatus? LastOf(string eventName) => _lastOf.TryGetValue(eventName, out var sent) ? Read(sent) : null;

    private static TickStatus Read(SentTick sent)
    {
        var tick = JsonSerializer.Deserialize(sent.Body.Span, StatusJsonContext.Default.TimePassed)!;
        return new TickStatus(
            tick.TickId,
            tick.Name,
            tick.Kind,
            tick.ScheduledAt,
            tick.FiredAt,
            sent.At,
            Math.Round((tick.FiredAt - tick.ScheduledAt).TotalSeconds, 6),
            tick.Sequence,
            tick.Missed);
    }

    private sealed record SentTick(ReadOnlyMemory<byte> Body, DateTimeOffset At);
}
