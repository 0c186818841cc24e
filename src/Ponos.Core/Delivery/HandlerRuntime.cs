using System.Threading.RateLimiting;
using Ponos.Contracts;
using Ponos.Handlers;
using Ponos.Retry;
using Ponos.Topology;

namespace Ponos.Delivery;

/// <summary>One handler, ready to run: its contract compiled, its invoker bound, its settings resolved.</summary>
internal sealed class HandlerRuntime
{
    private readonly Lock _waitsLock = new();
    private readonly List<Task> _waits = [];
    private ConsumingPause? _pause;

    public required string Service { get; init; }

    public required HandlerDescriptor Descriptor { get; init; }

    public required Contract Contract { get; init; }

    public required JobInvoker Invoker { get; init; }

    public required RetryPolicy Retry { get; init; }

    public required AttemptPipeline Attempts { get; init; }

    /// <summary>How long one attempt may run; infinite for no timeout.</summary>
    public required TimeSpan Timeout { get; init; }

    public required int Concurrency { get; init; }

    public required int Prefetch { get; init; }

    /// <summary>Whether the broker is told of each job's end by itself.</summary>
    public bool AckAtOnce { get; init; }

    /// <summary>The queue that is consumed; a broadcast queue has a name of its own in each process.</summary>
    public required string Queue { get; init; }

    /// <summary>The ids of the jobs that were handled last; none where the application has an inbox of its own, or wants none.</summary>
    public MemoryInbox? Inbox { get; init; }

    /// <summary>Lets jobs start no faster than the handler allows; none where it says nothing.</summary>
    public RateLimiter? Limiter { get; init; }

    /// <summary>Runs before a job of this handler is dead; none where there is no such handler.</summary>
    public FinalHandler? Final { get; init; }

    /// <summary>The queue's stable name, which its dead and invalid queues are named after.</summary>
    public string BaseQueue => QueueNames.Jobs(Service, Descriptor.Name);

    /// <summary>Jobs that wait for the clock in their slots: for their next attempt, or for the rate limit.</summary>
    public int Waiting
    {
        get
        {
            lock (_waitsLock)
            {
                // A wait that is over is none, even while nobody has gone on from it yet.
                return _waits.Count(wait => !wait.IsCompleted);
            }
        }
    }

    /// <summary>Since when and why the queue is not consumed, though its worker server runs; none while it is.</summary>
    public ConsumingPause? Pause { get => Volatile.Read(ref _pause); set => Volatile.Write(ref _pause, value); }

    /// <summary>Waits for what the clock will complete. Its timer runs already, so whoever sees the wait can rely on it.</summary>
    public async Task WaitAsync(Task wait)
    {
        lock (_waitsLock)
        {
            _waits.Add(wait);
        }

        try
        {
            await wait;
        }
        finally
        {
            lock (_waitsLock)
            {
                _waits.Remove(wait);
            }
        }
    }
}

/// <summary>A queue that is left alone for a while.</summary>
internal sealed record ConsumingPause(DateTimeOffset Since, string Reason);

/// <summary>What runs before a job is dead.</summary>
internal sealed record FinalHandler(string Name, JobInvoker Invoker, bool TakesBareJob);
