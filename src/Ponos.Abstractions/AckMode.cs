namespace Ponos;

/// <summary>When the broker hears that a job is done.</summary>
public enum AckMode
{
    /// <summary>
    /// Together with the jobs that end within the same few milliseconds, at most 64 of them or half the prefetch. A process
    /// that is killed within that time sees these jobs again.
    /// </summary>
    Coalesced,

    /// <summary>
    /// Each job by itself, as soon as it has ended: for handlers for which running twice is worse than running slower.
    /// </summary>
    Immediate,
}
