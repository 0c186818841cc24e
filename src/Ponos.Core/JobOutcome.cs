namespace Ponos;

/// <summary>What became of one delivery of a job, before it is settled.</summary>
public enum JobOutcome
{
    /// <summary>Nothing is known yet. No job ends so.</summary>
    None,

    /// <summary>The handler ran to its end.</summary>
    Succeeded,

    /// <summary>The body is not a JSON object. Never retried.</summary>
    Undecodable,

    /// <summary>
    /// The body breaks its contract: its schema, or, by the handler's word (<see cref="BrokenContractException"/>), what no
    /// schema can say. Never retried.
    /// </summary>
    Invalid,

    /// <summary>No handler is there for the job.</summary>
    Unhandled,

    /// <summary>The handler threw <see cref="WorkerStopException"/>: the job can never succeed.</summary>
    Stopped,

    /// <summary>The handler threw, and attempts are left.</summary>
    Failed,

    /// <summary>The handler ran longer than its timeout, and attempts are left.</summary>
    TimedOut,

    /// <summary>
    /// The handler failed or timed out on its last attempt, or failed without counting for longer than
    /// <see cref="RetryOptions.GiveUpAfter"/>.
    /// </summary>
    Exhausted,

    /// <summary>The worker server is shutting down: the job goes back and the attempt does not count.</summary>
    Interrupted,

    /// <summary>The job's message id was handled before: it is acknowledged and not run again.</summary>
    Duplicate,

    /// <summary>The job had to begin before a time that is over.</summary>
    Expired,

    /// <summary>Somebody cancelled the job while it ran, through the server's control.</summary>
    Cancelled,
}
