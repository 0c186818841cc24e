namespace Ponos.Contracts;

/// <summary>What became of a contract between two versions.</summary>
public sealed class ContractComparison
{
    internal ContractComparison(IReadOnlyList<ContractChange> changes)
    {
        Changes = changes;
        foreach (var change in changes)
        {
            Breaks |= change.Breaks;
        }
    }

    /// <summary>Every difference, the breaking ones first. Empty where the versions differ in nothing that they say.</summary>
    public IReadOnlyList<ContractChange> Changes { get; }

    /// <summary>Whom the changes break or may break, taken together.</summary>
    public ContractBreaks Breaks { get; }

    /// <summary>Whether both versions can be in use at once, on both ends.</summary>
    public bool IsCompatible => Breaks == ContractBreaks.None;

    /// <summary>
    /// Whether a service can change to the new version while others keep the old one. A service that sends may not promise
    /// less; a service that receives may not demand more.
    /// </summary>
    /// <param name="roles">What the service that changes does with the jobs.</param>
    /// <returns><see langword="false"/> where a change breaks, or may break, the other end.</returns>
    public bool IsCompatibleFor(ContractRoles roles) => (Breaks & BrokenBy(roles)) == ContractBreaks.None;

    /// <summary>The verdict and every change, a line each.</summary>
    /// <returns>Text for a person.</returns>
    public override string ToString() =>
        Changes.Count == 0
            ? "The contract has not changed."
            : string.Join(
                Environment.NewLine, Changes.Prepend<object>(IsCompatible ? "The contract is compatible:" : "The contract breaks:"));

    /// <summary>Whom a service can break: whoever is at the other end of what it does.</summary>
    internal static ContractBreaks BrokenBy(ContractRoles roles) =>
        (roles.HasFlag(ContractRoles.Receives) ? ContractBreaks.Producers : ContractBreaks.None)
        | (roles.HasFlag(ContractRoles.Sends) ? ContractBreaks.Consumers : ContractBreaks.None);
}
