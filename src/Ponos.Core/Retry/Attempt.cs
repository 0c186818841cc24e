namespace Ponos.Retry;

/// <summary>One attempt of a handler, on its way through an <see cref="AttemptPipeline"/>.</summary>
internal abstract class Attempt
{
    /// <summary>What the handler itself threw last, as against what a pipeline made of it; the pipeline's to note.</summary>
    public Exception? Thrown { get; set; }

    /// <summary>Whether its token was cancelled when it ended; the pipeline's to note.</summary>
    public bool WasCancelled { get; set; }

    /// <summary>Runs the handler once. A pipeline of the handler's own may do so several times within one attempt.</summary>
    public abstract Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>How an attempt ended.</summary>
/// <param name="Error">What was thrown; none when it succeeded within its time.</param>
/// <param name="TimedOut">Whether it ran longer than it may.</param>
/// <param name="Break">Where the handler's own circuit breaker did not let it through: for how long it lets nothing through.</param>
/// <param name="TurnedAway">Whether something else of the handler's own pipeline, a limiter, did not let it through.</param>
internal readonly record struct AttemptEnd(Exception? Error, bool TimedOut = false, TimeSpan? Break = null, bool TurnedAway = false);
