using Ponos.Delivery.Suspects;

namespace Ponos.Delivery;

/// <summary>The one rule from a verdict to a settlement. Pure; its table is a test.</summary>
internal static class SettlementRule
{
    public static Settlement Settle(Verdict verdict) => verdict.Outcome switch
    {
        JobOutcome.Succeeded or JobOutcome.Duplicate => Settlement.Ack,
        JobOutcome.Undecodable => Settlement.Invalid(Reasons.Undecodable),
        JobOutcome.Invalid => Settlement.Invalid(Reasons.Invalid),
        JobOutcome.Unhandled => Settlement.Dead(Reasons.Unhandled),
        JobOutcome.Stopped => Settlement.Dead(Reasons.Stopped),
        JobOutcome.Exhausted when verdict.Error is DeadlyJobException => Settlement.Dead(Reasons.DeliveryLimit),
        JobOutcome.Exhausted => Settlement.Dead(verdict.Counts ? Reasons.Exhausted : Reasons.GivenUp),
        JobOutcome.Expired => verdict.Drops ? Settlement.Ack : Settlement.Dead(Reasons.Expired),
        JobOutcome.Cancelled when !verdict.ComesAgain => Settlement.Dead(Reasons.Cancelled),
        JobOutcome.Failed or JobOutcome.TimedOut => Settlement.Retry(verdict.Wait, verdict.Next),

        // With attempts behind it that its headers do not tell of it goes back as a copy that does.
        JobOutcome.Interrupted or JobOutcome.Cancelled => verdict.IsUnrecorded
            ? Settlement.Retry(TimeSpan.Zero, verdict.Tries)
            : Settlement.Requeue,
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict.Outcome, "There is no settlement for this outcome."),
    };
}
