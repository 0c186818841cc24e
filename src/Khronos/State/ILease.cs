namespace Khronos.State;

/// <summary>Which of several replicas keeps the time. A single one has the lease at once and for ever.</summary>
internal interface ILease
{
    /// <summary>Whether there can be other replicas.</summary>
    bool IsShared { get; }

    /// <summary>What this replica is doing, for health and metrics.</summary>
    LeaseStanding Standing { get; }

    /// <summary>Waits until this replica leads; the state is its own from then on, until the term ends.</summary>
    Task<ITerm> AcquireAsync(CancellationToken cancellationToken);
}

/// <summary>The time in which one replica leads.</summary>
internal interface ITerm
{
    /// <summary>Completes when it is over, with the reason. Nothing may be published from then on.</summary>
    Task<string> Ended { get; }

    /// <summary>Cancelled then.</summary>
    CancellationToken Lost { get; }

    /// <summary>Gives the lease back: another replica has it at once.</summary>
    Task ReleaseAsync();
}

/// <summary>What a replica is doing.</summary>
/// <param name="IsLeading">Whether it keeps the time.</param>
/// <param name="Epoch">The epoch of its term, or of its last one.</param>
/// <param name="Trouble">Why it can neither lead nor stand by; none while it can.</param>
/// <param name="Proof">How long ago it was last certain that it leads.</param>
internal sealed record LeaseStanding(bool IsLeading, long Epoch, string? Trouble, TimeSpan Proof);
