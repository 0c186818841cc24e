namespace Ponos.Delivery;

/// <summary>The one rule from an outcome to a settlement. Pure; its table is a test.</summary>
internal static class SettlementRule
{
    /// <summary>Decides.</summary>
    /// <param name="outcome">What became of the attempt.</param>
    /// <param name="attempt">The attempt that it was.</param>
    /// <param name="counts">Whether the attempt counts; a failure that says nothing about the job does not.</param>
    /// <param name="wait">How long to wait before the next attempt, if there is one.</param>
    public static Settlement Settle(JobOutcome outcome, int attempt, bool counts, TimeSpan wait) => outcome switch
    {
        JobOutcome.Succeeded or JobOutcome.Duplicate => Settlement.Ack,
        JobOutcome.Undecodable => Settlement.Invalid(Reasons.Undecodable),
        JobOutcome.Invalid => Settlement.Invalid(Reasons.Invalid),
        JobOutcome.Unhandled => Settlement.Dead(Reasons.Unhandled),
        JobOutcome.Stopped => Settlement.Dead(Reasons.Stopped),
        JobOutcome.Exhausted => Settlement.Dead(Reasons.Exhausted),
        JobOutcome.Failed or JobOutcome.TimedOut => Settlement.Retry(wait, counts ? attempt + 1 : attempt),
        JobOutcome.Interrupted => Settlement.Requeue,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "There is no settlement for this outcome."),
    };
}
