using System.Collections.Concurrent;

namespace Ponos.Publishing;

/// <summary>The deadlines of publishes, used again: a timer for each publish would cost more than the rest of the publish.</summary>
internal sealed class PublishDeadlines(TimeProvider time)
{
    private const int Kept = 1024;

    private readonly ConcurrentQueue<CancellationTokenSource> _free = new();

    /// <summary>Starts a deadline, which the caller's token brings forward.</summary>
    public Deadline Start(TimeSpan timeout, CancellationToken caller)
    {
        if (!_free.TryDequeue(out var source))
        {
            source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        }

        source.CancelAfter(timeout);
        return new Deadline(this, source, caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source));
    }

    private void End(CancellationTokenSource source)
    {
        // One that fired, or whose clock is not the system's, can't be used again.
        if (_free.Count < Kept && source.TryReset())
        {
            _free.Enqueue(source);
        }
        else
        {
            source.Dispose();
        }
    }

    /// <summary>One publish's deadline. To be ended once.</summary>
    public readonly struct Deadline(PublishDeadlines owner, CancellationTokenSource source, CancellationTokenRegistration caller)
        : IDisposable
    {
        public CancellationToken Token => source.Token;

        public void Dispose()
        {
            // Waits for a cancellation that is running now: it must not meet the next publish.
            caller.Dispose();
            owner.End(source);
        }
    }
}
