namespace Ponos.Control;

/// <summary>What one handler is and does in one process.</summary>
public sealed record HandlerReport
{
    /// <summary>Whether it handles a task or listens to an event.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>The name of the job, or the pattern.</summary>
    public required string JobName { get; init; }

    /// <summary>The handler's own name, <c>{class}.{method}</c>.</summary>
    public required string HandlerName { get; init; }

    /// <summary>The queue that it consumes.</summary>
    public required string Queue { get; init; }

    /// <summary>The queue of its dead jobs.</summary>
    public required string DeadQueue { get; init; }

    /// <summary>The queue of its invalid jobs.</summary>
    public required string InvalidQueue { get; init; }

    /// <summary>The kind of its queue.</summary>
    public required QueueType QueueType { get; init; }

    /// <summary>Whether each process has a queue of its own.</summary>
    public bool IsBroadcast { get; init; }

    /// <summary>What its queue is doing.</summary>
    public required QueueState State { get; init; }

    /// <summary>Why its queue is left alone; empty while it is consumed.</summary>
    public IReadOnlyList<HandlerPause> Pauses { get; init; } = [];

    /// <summary>Why its jobs do not start although its queue is consumed; or <see langword="null"/>.</summary>
    public string? Trouble { get; init; }

    /// <summary>Jobs that it runs at the same time at most, now.</summary>
    public required int Concurrency { get; init; }

    /// <summary>What <see cref="Concurrency"/> is configured to be.</summary>
    public required int ConfiguredConcurrency { get; init; }

    /// <summary>Jobs that came to the process and have not begun.</summary>
    public required int Pending { get; init; }

    /// <summary>How many the broker hands to the process at a time.</summary>
    public required int Prefetch { get; init; }

    /// <summary>The jobs that run now.</summary>
    public IReadOnlyList<RunningJob> Running { get; init; } = [];

    /// <summary>Attempts that a job has.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>The wait before the second attempt.</summary>
    public required TimeSpan RetryDelay { get; init; }

    /// <summary>The longest wait before an attempt.</summary>
    public required TimeSpan MaxRetryDelay { get; init; }

    /// <summary>How long one attempt may run; <see langword="null"/> for no limit.</summary>
    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>The hash of the contract that it enforces.</summary>
    public required string ContractHash { get; init; }

    /// <summary>Deliveries since the process began, by outcome. Outcomes that did not happen are left out.</summary>
    public IReadOnlyDictionary<JobOutcome, long> Outcomes { get; init; } = new Dictionary<JobOutcome, long>();

    /// <summary>Attempts that were followed by another in the process.</summary>
    public long Retries { get; init; }

    /// <summary>How long the last jobs took, from the delivery to the outcome.</summary>
    public TimeFigures? RunTime { get; init; }

    /// <summary>How long the last jobs waited, from their publishing to their beginning. Of those whose publisher said when.</summary>
    public TimeFigures? WaitTime { get; init; }
}

/// <summary>How long something took, over the last times that it happened.</summary>
public sealed record TimeFigures
{
    /// <summary>How many times were looked at. At most 1024.</summary>
    public required int Count { get; init; }

    /// <summary>The median, in seconds.</summary>
    public required double P50 { get; init; }

    /// <summary>95 of a hundred took no longer, in seconds.</summary>
    public required double P95 { get; init; }

    /// <summary>99 of a hundred took no longer, in seconds.</summary>
    public required double P99 { get; init; }
}
