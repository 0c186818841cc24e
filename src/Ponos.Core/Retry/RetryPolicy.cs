namespace Ponos.Retry;

/// <summary>
/// One handler's retry rules: the service's options with the handler's own on top. Pure but for the jitter that it is given.
/// </summary>
internal sealed record RetryPolicy(
    int MaxAttempts,
    TimeSpan Delay,
    TimeSpan MaxDelay,
    Backoff Backoff,
    bool Jitter,
    TimeSpan InProcessLimit,
    Func<Exception, FailureAction> Classify)
{
    private const double JitterShare = 0.25;

    /// <summary>How long a job may fail without counting.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The wait after a failed attempt.</summary>
    /// <param name="attempt">The attempt that failed; the first is 1.</param>
    /// <param name="random">A number from 0 up to 1 that decides the jitter.</param>
    public TimeSpan WaitAfter(int attempt, double random)
    {
        var factor = Backoff switch
        {
            Backoff.Constant => 1d,
            Backoff.Linear => attempt,
            _ => Math.Pow(2, attempt - 1),
        };
        var ticks = Math.Min(Delay.Ticks * factor, MaxDelay.Ticks);
        if (Jitter)
        {
            ticks = Math.Min(ticks * (1 + (((random * 2) - 1) * JitterShare)), MaxDelay.Ticks);
        }

        return new TimeSpan((long)ticks);
    }
}
