namespace Ponos.Testing;

/// <summary>Contracts are not as they were recorded. The message says which, where, and whom the change breaks.</summary>
public sealed class ContractSnapshotException : Exception
{
    internal ContractSnapshotException(bool isBreaking, string message)
        : base(message) => IsBreaking = isBreaking;

    /// <summary>Whether a change breaks, or may break, whoever is at the other end; otherwise it has only to be recorded.</summary>
    public bool IsBreaking { get; }
}
