using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>One place in which a handler's jobs run, one after the other. It knows what runs in it and whether that waits.</summary>
internal sealed class JobSlot(JobSlots slots, WorkUnderway work) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private IncomingJob? _job;
    private Task? _wait;
    private CancellationTokenSource? _stop;
    private JobCancellation? _cancellation;
    private int _attempt;
    private long _since;

    /// <summary>
    /// Whether what runs here waits for the clock, or for another job. A wait that is over is none, even while
    /// nobody has gone on from it yet.
    /// </summary>
    public bool IsWaiting => Volatile.Read(ref _wait) is { IsCompleted: false };

    /// <summary>Whether what runs here has outlasted its timeout and its cancellation.</summary>
    public bool HasOverrun { get; set; }

    /// <summary>What runs here now; none where nothing does.</summary>
    public SlotState? State => Volatile.Read(ref _job) is { } job
        ? new SlotState(
            job, Volatile.Read(ref _attempt), new DateTimeOffset(Volatile.Read(ref _since), TimeSpan.Zero), IsWaiting, HasOverrun)
        : null;

    /// <summary>Why what runs here was cancelled by itself; none where it was not.</summary>
    public JobCancellation? Cancellation => Volatile.Read(ref _cancellation);

    /// <summary>Begins to be woken: into the thread's own queue, for it may be the one that goes on with it.</summary>
    public void Wake() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);

    void IThreadPoolWorkItem.Execute() => _ = slots.WorkAsync(this);

    /// <summary>
    /// What ends the next job that runs here: the server's abort, or a word about that job alone. One
    /// for all jobs, until it was used.
    /// </summary>
    public CancellationToken StopWith(CancellationToken abort)
    {
        if (_stop is not { IsCancellationRequested: false })
        {
            _stop?.Dispose();
            _stop = CancellationTokenSource.CreateLinkedTokenSource(abort);
        }

        return _stop.Token;
    }

    /// <summary>Says what runs here, for those who ask.</summary>
    public void Begin(IncomingJob job, DateTimeOffset now)
    {
        Volatile.Write(ref _since, now.UtcTicks);
        _attempt = job.Tries.Attempt;
        lock (_gate)
        {
            _job = job;
        }
    }

    /// <summary>Says which attempt runs now.</summary>
    public void Retry(int attempt) => Volatile.Write(ref _attempt, attempt);

    /// <summary>Cancels what runs here, if it is that job.</summary>
    /// <returns>Whether it is.</returns>
    public bool TryCancel(string messageId, JobCancellation cancellation)
    {
        lock (_gate)
        {
            if (_job?.MessageId != messageId || _stop is not { } stop)
            {
                return false;
            }

            _cancellation ??= cancellation;
            _ = stop.CancelAsync(); // Its callbacks are the handler's, and not to run under the lock.
            return true;
        }
    }

    /// <summary>Nothing runs here any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _job = null;
            _cancellation = null;
        }

        Volatile.Write(ref _wait, null);
    }

    /// <summary>
    /// Waits for what the clock or another job will complete. Its timer runs already, so whoever sees the wait can rely on it.
    /// </summary>
    public async Task WaitAsync(Task wait)
    {
        Volatile.Write(ref _wait, wait);
        try
        {
            await work.WaitAsync(wait);
        }
        finally
        {
            Volatile.Write(ref _wait, null);
        }
    }
}

/// <summary>A job that runs now.</summary>
internal sealed record SlotState(IncomingJob Job, int Attempt, DateTimeOffset Since, bool IsWaiting, bool HasOverrun);
