using Ponos.Retry;

namespace Ponos.Delivery;

/// <summary>The one rule from what an attempt threw to a verdict. Pure: time, chance and the state of the server are given.</summary>
internal static class FailureRule
{
    /// <summary>What does not count is not done at once either: nothing would end it.</summary>
    private static readonly TimeSpan ShortestUncounted = TimeSpan.FromSeconds(1);

    /// <summary>Judges.</summary>
    /// <param name="end">How the attempt ended; with an error.</param>
    /// <param name="tries">Which it was.</param>
    /// <param name="policy">The handler's rules.</param>
    /// <param name="stopping">Whether the server cancels what runs.</param>
    /// <param name="now">The time.</param>
    /// <param name="random">A number from 0 up to 1, for the jitter.</param>
    public static Verdict Judge(AttemptEnd end, Tries tries, RetryPolicy policy, bool stopping, DateTimeOffset now, double random)
    {
        var error = end.Error!;
        if (end.Break is { } wait)
        {
            return new Verdict(JobOutcome.Interrupted, tries)
            {
                Error = error,
                Counts = false,
                Pause = new PauseOrder(PauseCause.Breaker, "its circuit breaker is open.") { Look = wait, Probes = true },
            };
        }

        if (Thrown.Find<JobInterruptedException>(error) is not null
            || (stopping && Thrown.Find<OperationCanceledException>(error) is not null))
        {
            return new Verdict(JobOutcome.Interrupted, tries) { Error = error, Counts = false };
        }

        var action = policy.Classify(error);
        if (action is FailureAction.Stop or FailureAction.Invalid)
        {
            return new Verdict(action == FailureAction.Stop ? JobOutcome.Stopped : JobOutcome.Invalid, tries) { Error = error };
        }

        var later = Thrown.Find<RetryLaterException>(error);
        var counts = later?.Counts ?? (action == FailureAction.Retry && !end.TurnedAway);
        var next = counts ? tries.Next() : tries.Again(now);
        if (counts ? tries.Attempt >= policy.MaxAttempts : now - next.UncountedSince >= policy.GiveUpAfter)
        {
            return new Verdict(JobOutcome.Exhausted, tries) { Error = error, Counts = counts };
        }

        return new Verdict(end.TimedOut ? JobOutcome.TimedOut : JobOutcome.Failed, tries)
        {
            Error = error,
            Counts = counts,
            Next = next,
            Wait = WaitOf(later?.After, counts, tries.Attempt, next.Uncounted, policy, random),
        };
    }

    private static TimeSpan WaitOf(TimeSpan? asked, bool counts, int attempt, int uncounted, RetryPolicy policy, double random)
    {
        if (counts)
        {
            return asked ?? policy.WaitAfter(attempt, random);
        }

        // They grow like those that count, or a job that only waits would be run as often as the clock allows.
        var grown = policy.WaitAfter(uncounted, random);
        var least = asked > ShortestUncounted ? asked.Value : ShortestUncounted;
        return grown > least ? grown : least;
    }
}
