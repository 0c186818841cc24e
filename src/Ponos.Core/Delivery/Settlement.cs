namespace Ponos.Delivery;

internal enum SettlementKind
{
    /// <summary>Done with.</summary>
    Ack,

    /// <summary>A copy waits on the broker for its next attempt; then the original is acknowledged.</summary>
    Retry,

    /// <summary>A copy goes to the dead queue; then the original is acknowledged.</summary>
    Dead,

    /// <summary>A copy goes to the invalid queue; then the original is acknowledged.</summary>
    Invalid,

    /// <summary>Back to its queue as it came; the attempt does not count.</summary>
    Requeue,
}

/// <summary>What becomes of a delivery.</summary>
/// <param name="Kind">What happens to it.</param>
/// <param name="After">For a retry, how long its copy waits.</param>
/// <param name="Next">For a retry, what the copy will be.</param>
/// <param name="Reason">For a dead or invalid job, the word in the header <c>ponos-reason</c>.</param>
internal readonly record struct Settlement(SettlementKind Kind, TimeSpan After = default, Tries Next = default, string Reason = "")
{
    public static Settlement Ack { get; } = new(SettlementKind.Ack);

    public static Settlement Requeue { get; } = new(SettlementKind.Requeue);

    public static Settlement Retry(TimeSpan after, Tries next) => new(SettlementKind.Retry, after, next);

    public static Settlement Dead(string reason) => new(SettlementKind.Dead, Reason: reason);

    public static Settlement Invalid(string reason) => new(SettlementKind.Invalid, Reason: reason);
}
