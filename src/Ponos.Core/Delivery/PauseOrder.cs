namespace Ponos.Delivery;

/// <summary>Why a queue is to be left alone, and when that may end.</summary>
/// <param name="Cause">What asks for it: one queue has one pause of each cause.</param>
/// <param name="Reason">A sentence for a person, in health and log.</param>
internal sealed record PauseOrder(PauseCause Cause, string Reason)
{
    /// <summary>How often it is looked at whether a pause is over that does not say when it will be.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    /// <summary>After how long it is looked at whether the pause is over; none for one that somebody ends.</summary>
    public TimeSpan? Look { get; init; }

    /// <summary>Whether it is over when it is looked at.</summary>
    public Func<bool> IsOver { get; init; } = static () => true;

    /// <summary>Whether one job by itself shows first that it is over.</summary>
    public bool Probes { get; init; }
}

internal enum PauseCause
{
    /// <summary>Somebody asked for it, through <see cref="IWorkerControl"/>.</summary>
    Asked,

    /// <summary>Jobs cannot be checked against their contract.</summary>
    Contract,

    /// <summary>The handler's circuit breaker is open.</summary>
    Breaker,

    /// <summary>The line itself failed.</summary>
    Line,

    /// <summary>The queue could not be consumed again after a pause.</summary>
    Resume,
}
