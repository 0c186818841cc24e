using System.Threading.RateLimiting;
using Ponos.Contracts;
using Ponos.Handlers;
using Ponos.Retry;
using Ponos.Topology;

namespace Ponos.Delivery;

/// <summary>One handler, ready to run: its contract compiled, its invoker bound, its settings resolved.</summary>
internal sealed class HandlerRuntime
{
    private int _waiting;
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

    /// <summary>Jobs that wait in the process for their next attempt, each in its slot.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Since when and why the queue is not consumed, though its worker server runs; none while it is.</summary>
    public ConsumingPause? Pause { get => Volatile.Read(ref _pause); set => Volatile.Write(ref _pause, value); }

    public void BeginWait() => Interlocked.Increment(ref _waiting);

    public void EndWait() => Interlocked.Decrement(ref _waiting);
}

/// <summary>A queue that is left alone for a while.</summary>
internal sealed record ConsumingPause(DateTimeOffset Since, string Reason);

/// <summary>What runs before a job is dead.</summary>
internal sealed record FinalHandler(string Name, JobInvoker Invoker, bool TakesBareJob);
