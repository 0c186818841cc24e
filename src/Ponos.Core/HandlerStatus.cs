namespace Ponos;

/// <summary>What one handler is doing in this process.</summary>
public sealed record HandlerStatus
{
    /// <summary>Whether it handles a task or listens to an event.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>The name of the job, or the pattern.</summary>
    public required string JobName { get; init; }

    /// <summary>The handler's own name, <c>{class}.{method}</c>.</summary>
    public required string HandlerName { get; init; }

    /// <summary>The queue that it consumes.</summary>
    public required string Queue { get; init; }

    /// <summary>What its queue is doing.</summary>
    public required QueueState State { get; init; }

    /// <summary>Jobs that it runs at the same time, at most.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Jobs that came here and have not begun.</summary>
    public required int Pending { get; init; }

    /// <summary>The jobs that run now.</summary>
    public required IReadOnlyList<RunningJob> Running { get; init; }

    /// <summary>Why its queue is left alone; empty while it is consumed.</summary>
    public required IReadOnlyList<HandlerPause> Pauses { get; init; }

    /// <summary>
    /// Why its jobs do not start, or cannot be moved, although its queue is consumed, as when its rate limiter fails or its dead
    /// queue is full; or <see langword="null"/>.
    /// </summary>
    public string? Trouble { get; init; }
}

/// <summary>A job that runs now.</summary>
public sealed record RunningJob
{
    /// <summary>The job's name.</summary>
    public required string JobName { get; init; }

    /// <summary>Its unique id, where it has one.</summary>
    public string? MessageId { get; init; }

    /// <summary>Its transaction id.</summary>
    public required string Tid { get; init; }

    /// <summary>The attempt that runs. The first is 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was begun in this process.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether it waits for its next attempt at this moment.</summary>
    public required bool IsWaiting { get; init; }
}

/// <summary>Why a handler's queue is left alone.</summary>
public sealed record HandlerPause
{
    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>When it is looked at whether it is over; <see langword="null"/> for one that somebody ends.</summary>
    public DateTimeOffset? NextLook { get; init; }
}
