namespace Khronos.State;

/// <summary>Which of several replicas keeps the time. A single one is granted it at once and for ever.</summary>
internal interface ILease
{
    /// <summary>What this replica is doing, for health, status and metrics.</summary>
    LeaseStanding Standing { get; }

    /// <summary>Waits until this replica leads. Where that is granted at once, the task is complete.</summary>
    Task<ITerm> AcquireAsync(CancellationToken cancellationToken);
}

/// <summary>The time in which one replica leads.</summary>
internal interface ITerm
{
    /// <summary>What must outlive the term: this replica's own until it ends.</summary>
    ITimekeeperState State { get; }

    /// <summary>Whether ticks may be published now. That they may is to be asked before each.</summary>
    bool IsHeld { get; }

    /// <summary>
    /// Completes when all that was decided before is known for certain: at once, unless the term is provisional. Until then
    /// ticks are published, and what is asked about schedules waits.
    /// </summary>
    Task Confirmed { get; }

    /// <summary>Completes when it is over, with the reason. Nothing may be published from then on.</summary>
    Task<string> Ended { get; }

    /// <summary>Cancelled then.</summary>
    CancellationToken Lost { get; }

    /// <summary>Gives the lease back: another replica has it at once.</summary>
    Task ReleaseAsync();
}

/// <summary>What a replica is doing.</summary>
internal sealed record LeaseStanding
{
    /// <summary>Keeps the time without others.</summary>
    public const string Single = "single";

    public const string Leading = "leading";

    /// <summary>It leads with what it knows, and takes no changes of schedules while the stream does not answer.</summary>
    public const string Provisional = "provisional";

    /// <summary>It leads, and publishes nothing while the broker does not confirm that.</summary>
    public const string Behind = "behind";

    public const string StandingBy = "standing by";

    /// <summary>One of the words above.</summary>
    public required string Role { get; init; }

    /// <summary>What the others call this replica.</summary>
    public required string Replica { get; init; }

    /// <summary>The others that it hears; only who leads hears any.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>The epoch of its term, where there are terms.</summary>
    public long? Epoch { get; init; }

    /// <summary>
    /// Up to where every tick is published, as the lease has it; <see langword="null"/> where it has nothing of the kind.
    /// </summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>Why it can neither lead nor stand by, or leads provisionally; none while all is well.</summary>
    public string? Trouble { get; init; }

    /// <summary>How long ago it was last certain that it leads.</summary>
    public TimeSpan Proof { get; init; }

    /// <summary>Whether it keeps the time.</summary>
    public bool IsLeading => Role != StandingBy;
}
