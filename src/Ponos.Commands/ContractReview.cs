using System.Text.Json.Nodes;
using Ponos.Commands.Recording;

namespace Ponos.Contracts;

/// <summary>What the contracts of a host's services have become since they were recorded.</summary>
public sealed class ContractReview
{
    private ContractReview(IReadOnlyList<ReviewedChange> changes) => Changes = changes;

    /// <summary>What has changed, contract by contract; empty where nothing has.</summary>
    public IReadOnlyList<ReviewedChange> Changes { get; }

    /// <summary>Whether a change breaks, or may break, whoever is at the other end.</summary>
    public bool IsBreaking => Changes.Any(change => change.IsBreaking);

    /// <summary>Compares the contracts of services with the files that the command <c>contracts</c> has written.</summary>
    /// <param name="services">The services, from <c>DescribePonosServices</c>.</param>
    /// <param name="folder">The folder with the files. One that does not exist holds none.</param>
    /// <returns>The changes.</returns>
    /// <exception cref="InvalidOperationException">A file there is no recorded contract; the message names it.</exception>
    public static ContractReview Of(IEnumerable<ServiceDescription> services, string folder)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Of([.. new ContractFolder(folder).Read().Select(file => file.Contract)], RecordedContract.Of(services));
    }

    internal static ContractReview Of(IReadOnlyList<RecordedContract> recorded, IReadOnlyList<RecordedContract> current)
    {
        var changes = new List<ReviewedChange>();
        foreach (var old in recorded)
        {
            var now = current.FirstOrDefault(
                contract => contract.Service == old.Service && contract.Kind == old.Kind && contract.Name == old.Name);
            changes.AddRange(now is null ? Gone(old, old.Roles) : Compare(old, now));
        }

        changes.AddRange(current
            .Where(now => !recorded.Any(old => old.Service == now.Service && old.Kind == now.Kind && old.Name == now.Name))
            .Select(now => ReviewedChange.Of(now, false, "is new.")));
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
            yield return ReviewedChange.Of(
                now, false, $"is one that the service {(added == ContractRoles.Sends ? "sends" : "receives")} from now on.");
        }

        var comparison = ContractEvolution.CompareContracts(old.SchemaText, now.SchemaText);
        var concern = ContractComparison.BrokenBy(now.Roles & old.Roles);
        foreach (var change in comparison.Changes)
        {
            yield return ReviewedChange.Of(now, (change.Breaks & concern) != ContractBreaks.None, change.ToString());
        }

        if (comparison.Changes.Count == 0 && !JsonNode.DeepEquals(JsonNode.Parse(old.SchemaText), JsonNode.Parse(now.SchemaText)))
        {
            yield return ReviewedChange.Of(now, false, "is written otherwise, and says the same.");
        }
    }

    /// <summary>A task without its handler leaves those who send it; an event that is not sent leaves those who wait for it.</summary>
    private static IEnumerable<ReviewedChange> Gone(RecordedContract old, ContractRoles roles)
    {
        if (roles.HasFlag(ContractRoles.Receives))
        {
            yield return ReviewedChange.Of(
                old, old.Kind == JobKind.Task, old.Kind == JobKind.Task
                    ? "is handled no longer: this breaks its producers, whose jobs nobody runs."
                    : "is no longer listened to.");
        }

        if (roles.HasFlag(ContractRoles.Sends))
        {
            yield return ReviewedChange.Of(
                old,
                old.Kind == JobKind.Event,
                old.Kind == JobKind.Event ? "is sent no longer: this breaks its consumers, who wait for it." : "is no longer sent.");
        }
    }
}
