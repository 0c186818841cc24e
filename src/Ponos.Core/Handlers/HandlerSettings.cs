namespace Ponos.Handlers;

/// <summary>What a handler's attributes say. What is <see langword="null"/> comes from the service's options.</summary>
public sealed record HandlerSettings
{
    /// <summary>A handler without attributes: everything from the service's options.</summary>
    public static HandlerSettings Default { get; } = new();

    /// <summary>Runs of the handler before the job is dead. From 1 to 1000.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>The first wait between attempts.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>The longest wait between attempts.</summary>
    public TimeSpan? MaxDelay { get; init; }

    /// <summary>How the waits grow.</summary>
    public Backoff? Backoff { get; init; }

    /// <summary>Whether each wait is varied at random.</summary>
    public bool? Jitter { get; init; }

    /// <summary>How long one attempt may run; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for no timeout.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Jobs that run at the same time. From 1 to 10 000.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Unsettled deliveries. From 1 to 65 535.</summary>
    public int? Prefetch { get; init; }

    /// <summary>When the broker hears that a job is done.</summary>
    public AckMode? AckMode { get; init; }

    /// <summary>Jobs that are started in a <see cref="RatePeriod"/>, by each process. From 1 to 100 000.</summary>
    public int? RatePermits { get; init; }

    /// <summary>The period of <see cref="RatePermits"/>. From 1 ms to 1 day; 1 s where it is not said.</summary>
    public TimeSpan? RatePeriod { get; init; }

    /// <summary>The key of the resilience pipeline that each attempt runs in, as <c>AddResiliencePipeline</c> registers it; none where it is not said.</summary>
    public string? Resilience { get; init; }

    /// <summary>Finds the filters around each attempt in its scope, the outermost first; within those of the service.</summary>
    public IReadOnlyList<Func<IServiceProvider, IJobFilter>>? Filters { get; init; }

    /// <summary>The kind of queue.</summary>
    public QueueType? QueueType { get; init; }

    /// <summary>The most jobs that may wait in the queue; 0 for no limit.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Whether one process at a time consumes the queue.</summary>
    public bool? SingleActiveConsumer { get; init; }

    /// <summary>Whether every process gets its own copy of the event.</summary>
    public bool? Broadcast { get; init; }
}
