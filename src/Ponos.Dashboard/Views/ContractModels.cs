using Ponos.Control;
using Ponos.Dashboard.Bodies;

namespace Ponos.Dashboard.Views;

/// <summary>What the page of all contracts shows.</summary>
internal sealed record ContractsModel(ContractMap Map);

/// <summary>A contract as a process has it.</summary>
internal sealed record ContractOfProcess(string Service, string Instance, ContractReport Contract);

/// <summary>What the page of one job's contracts shows.</summary>
internal sealed record ContractModel
{
    public required JobKind Kind { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<ContractOfProcess> Holders { get; init; }

    /// <summary>The contract that a form is made of: a receiver's, where there is one.</summary>
    public required ContractReport Enforced { get; init; }

    public required IReadOnlyList<FormField>? Fields { get; init; }

    public required string Json { get; init; }

    public IReadOnlyList<string> Problems { get; init; } = [];

    public bool IsPattern => Name.AsSpan().ContainsAny('*', '#');

    public IReadOnlyList<string> Receivers =>
        [.. Holders.Where(holder => holder.Contract.Receives).Select(holder => holder.Service).Distinct(StringComparer.Ordinal)];

    public IEnumerable<IGrouping<string, ContractOfProcess>> ByHash =>
        Holders.GroupBy(holder => holder.Contract.Hash, StringComparer.Ordinal);
}
