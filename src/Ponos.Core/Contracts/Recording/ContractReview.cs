using System.Text.Json.Nodes;

namespace Ponos.Contracts.Recording;

/// <summary>What a service's contracts have become since they were recorded.</summary>
internal sealed class ContractReview
{
    private ContractReview(IReadOnlyList<ReviewedChange> changes) => Changes = changes;

    /// <summary>What has changed, contract by contract.</summary>
    public IReadOnlyList<ReviewedChange> Changes { get; }

    /// <summary>Whether a change breaks, or may break, whoever is at the other end.</summary>
    public bool IsBreaking => Changes.Any(change => change.IsBreaking);

    /// <summary>Compares.</summary>
    public static ContractReview Of(IReadOnlyList<RecordedContract> recorded, IReadOnlyList<RecordedContract> current)
    {
        var changes = new List<ReviewedChange>();
        foreach (var old in recorded)
        {
            var now = current.FirstOrDefault(contract => contract.Service == old.Service && contract.Kind == old.Kind && contract.Name == old.Name);
            changes.AddRange(now is null ? Gone(old, old.Roles) : Compare(old, now));
        }

        changes.AddRange(current
            .Where(now => !recorded.Any(old => old.Service == now.Service && old.Kind == now.Kind && old.Name == now.Name))
            .Select(now => new ReviewedChange(now, IsBreaking: false, "is new.")));
        return new ContractReview(changes);
    }

    private static IEnumerable<ReviewedChange> Compare(RecordedContract old, RecordedContract now)
    {
        foreach (var change in Gone(old, old.Roles & ~now.Roles))
        {
            yield return change;
        }

        if ((now.Roles & ~old.Roles) is var added && added != ContractRoles.None)
        {
            yield return new ReviewedChange(now, IsBreaking: false, $"is one that the service {(added == ContractRoles.Sends ? "sends" : "receives")} from now on.");
        }

        var comparison = ContractEvolution.CompareContracts(old.SchemaText, now.SchemaText);
        var concern = ContractComparison.BrokenBy(now.Roles & old.Roles);
        foreach (var change in comparison.Changes)
        {
            yield return new ReviewedChange(now, (change.Breaks & concern) != ContractBreaks.None, change.ToString());
        }

        if (comparison.Changes.Count == 0 && !JsonNode.DeepEquals(JsonNode.Parse(old.SchemaText), JsonNode.Parse(now.SchemaText)))
        {
            yield return new ReviewedChange(now, IsBreaking: false, "is written otherwise, and says the same.");
        }
    }

    /// <summary>A task without its handler leaves those who send it; an event that is not sent leaves those who wait for it.</summary>
    private static IEnumerable<ReviewedChange> Gone(RecordedContract old, ContractRoles roles)
    {
        if (roles.HasFlag(ContractRoles.Receives))
        {
            yield return new ReviewedChange(
                old, old.Kind == JobKind.Task, old.Kind == JobKind.Task ? "is handled no longer: this breaks its producers, whose jobs nobody runs." : "is no longer listened to.");
        }

        if (roles.HasFlag(ContractRoles.Sends))
        {
            yield return new ReviewedChange(
                old, old.Kind == JobKind.Event, old.Kind == JobKind.Event ? "is sent no longer: this breaks its consumers, who wait for it." : "is no longer sent.");
        }
    }
}

/// <summary>One change of one contract.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="IsBreaking">Whether it breaks, or may break, the other end.</param>
/// <param name="Text">What changed, to be read behind the contract's title.</param>
internal sealed record ReviewedChange(RecordedContract Contract, bool IsBreaking, string Text)
{
    public override string ToString() => $"{Contract.Service}: {Contract.Title} {Text}";
}
