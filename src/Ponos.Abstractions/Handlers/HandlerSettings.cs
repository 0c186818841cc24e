namespace Ponos.Handlers;

/// <summary>
/// How a handler is run: what its attributes, its mapping or its section of the configuration say. What is
/// <see langword="null"/> is not said, and comes from the service's options.
/// </summary>
public sealed record HandlerSettings
{
    /// <summary>A handler of which nothing is said: everything from the service's options.</summary>
    public static HandlerSettings Default { get; } = new();

    /// <summary>Runs of the handler before the job is dead. From 1 to 1000.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>
    /// The first wait between attempts. From zero to 30 days, and not longer than <see cref="MaxDelay"/> where both are said.
    /// </summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>The longest wait between attempts. From zero to 30 days.</summary>
    public TimeSpan? MaxDelay { get; init; }

    /// <summary>How the waits grow.</summary>
    public Backoff? Backoff { get; init; }

    /// <summary>Whether each wait is varied at random.</summary>
    public bool? Jitter { get; init; }

    /// <summary>
    /// How long one attempt may run: from 10 ms to 1 day, or
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for no timeout.
    /// </summary>
    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>Jobs that run at the same time. From 1 to 10 000.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Who counts the <see cref="Concurrency"/> together. Not said: each process by itself.</summary>
    public ConcurrencyScope? ConcurrencyScope { get; init; }

    /// <summary>Unsettled deliveries. From 1 to 65 535.</summary>
    public int? Prefetch { get; init; }

    /// <summary>When the broker hears that a job is done.</summary>
    public AckMode? AckMode { get; init; }

    /// <summary>
    /// What becomes of a job that has not begun by its <see cref="PublishOptions.NotAfter"/>. Not said:
    /// <see cref="ExpiredJobs.Park"/>.
    /// </summary>
    public ExpiredJobs? Expired { get; init; }

    /// <summary>Jobs that are started in a <see cref="RatePeriod"/>. From 1 to 100 000. Not said: as fast as they come.</summary>
    public int? RatePermits { get; init; }

    /// <summary>The period of <see cref="RatePermits"/>. From 1 ms to 1 day. Not said: the service's, 1 s.</summary>
    public TimeSpan? RatePeriod { get; init; }

    /// <summary>Who counts the <see cref="RatePermits"/> together. Not said: each process by itself.</summary>
    public RateScope? RateScope { get; init; }

    /// <summary>
    /// The key of the resilience pipeline that each attempt runs in, as <c>AddResiliencePipeline</c> registers
    /// it; none where it is not said.
    /// </summary>
    public string? Resilience { get; init; }

    /// <summary>Finds the filters around each attempt in its scope, the outermost first; within those of the service.</summary>
    public IReadOnlyList<Func<IServiceProvider, IJobFilter>>? Filters { get; init; }

    /// <summary>The kind of queue.</summary>
    public QueueType? QueueType { get; init; }

    /// <summary>The most jobs that may wait in the queue. From 0, for no limit. Not said: no limit.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The highest priority that a classic queue tells apart. From 0, for none, to 255. Not said: none.</summary>
    public int? MaxPriority { get; init; }

    /// <summary>Whether one process at a time consumes the queue. Not said: all consume it.</summary>
    public bool? SingleActiveConsumer { get; init; }

    /// <summary>Whether every process gets its own copy of the event. Not said: one process of the service gets it.</summary>
    public bool? Broadcast { get; init; }
}
