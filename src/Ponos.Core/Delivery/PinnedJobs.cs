using System.Collections.Concurrent;
using Ponos.Diagnostics;

namespace Ponos.Delivery;

/// <summary>
/// Deliveries that could not be moved at once, as a job that its dead queue has no room for. Each keeps its place in the
/// prefetch until it is moved.
/// </summary>
internal sealed class PinnedJobs
{
    private readonly ConcurrentDictionary<object, PinnedJob> _jobs = new();

    /// <summary>What is pinned of a queue; none where nothing is.</summary>
    public StartTrouble? Of(string queue)
    {
        PinnedJob[] jobs = [.. _jobs.Values.Where(job => job.Queue == queue)];
        return jobs.Length == 0
            ? null
            : new StartTrouble(
                jobs.Min(job => job.Since),
                $"{jobs.Length} of its jobs could not be moved to {jobs[^1].Target} and keep their place: {jobs[^1].Reason}");
    }

    public void Pin(object move, string queue, string target, ForeignText reason, DateTimeOffset now) => _jobs.AddOrUpdate(
        move,
        static (_, pinned) => pinned,
        static (_, before, pinned) => pinned with { Since = before.Since },
        new PinnedJob(queue, target, reason.ToString(), now));

    public void Free(object move) => _jobs.TryRemove(move, out _);

    private sealed record PinnedJob(string Queue, string Target, string Reason, DateTimeOffset Since);
}
