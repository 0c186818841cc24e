namespace Ponos.Transport;

/// <summary>How a queue is received.</summary>
/// <param name="Prefetch">How many deliveries may be unsettled at a time.</param>
internal readonly record struct ReceiveLimits(int Prefetch)
{
    /// <summary>How many bytes of bodies are to be in hand, whatever their number. More end small processes.</summary>
    public const int BytesInHand = 32 * 1024 * 1024;

    /// <summary>
    /// The longest that a delivery may be in hand before it is settled. Zero: the broker's own measure will do, or there
    /// is none. Of quorum queues only.
    /// </summary>
    public TimeSpan LongestHold { get; init; }

    /// <summary>The prefetch for a broker that cannot be told how long that is. Zero: the same.</summary>
    public int CautiousPrefetch { get; init; }

    /// <summary>Whether the queue serves one of its consumers at a time, so that the others rightly hear nothing.</summary>
    public bool Single { get; init; }

    public static implicit operator ReceiveLimits(int prefetch) => new(prefetch);
}
