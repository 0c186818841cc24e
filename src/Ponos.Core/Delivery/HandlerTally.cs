namespace Ponos.Delivery;

/// <summary>What became of a handler's jobs since the process began. Counting costs a job some nanoseconds, and no memory.</summary>
internal sealed class HandlerTally
{
    private readonly long[] _outcomes = new long[Enum.GetValues<JobOutcome>().Length];
    private readonly LastTimes _run = new();
    private readonly LastTimes _wait = new();
    private long _retries;

    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>How long the last jobs took, in seconds.</summary>
    public LastTimes RunTimes => _run;

    /// <summary>How long the last jobs waited, in seconds.</summary>
    public LastTimes WaitTimes => _wait;

    /// <summary>How often each outcome happened, of those that did.</summary>
    public IReadOnlyDictionary<JobOutcome, long> Outcomes
    {
        get
        {
            var outcomes = new Dictionary<JobOutcome, long>();
            for (var i = 0; i < _outcomes.Length; i++)
            {
                if (Interlocked.Read(ref _outcomes[i]) is > 0 and var count)
                {
                    outcomes[(JobOutcome)i] = count;
                }
            }

            return outcomes;
        }
    }

    public void Retried() => Interlocked.Increment(ref _retries);

    public void Settled(JobOutcome outcome, TimeSpan elapsed, TimeSpan? waited)
    {
        Interlocked.Increment(ref _outcomes[(int)outcome]);
        _run.Add(elapsed);
        if (waited is { } wait)
        {
            _wait.Add(wait);
        }
    }
}
