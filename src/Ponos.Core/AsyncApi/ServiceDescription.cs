using Ponos.Contracts;

namespace Ponos.AsyncApi;

/// <summary>A service as its document tells of it.</summary>
internal sealed record ServiceDescription(string Service, string Version, IReadOnlyList<DescribedJob> Jobs);

/// <summary>A job of the service: its contract, and what the service does with it.</summary>
internal sealed record DescribedJob(Contract Contract, ContractRoles Roles)
{
    /// <summary>The handler, where the service has one.</summary>
    public string? Handler { get; init; }

    /// <summary>The kind of the handler's queue.</summary>
    public QueueType QueueType { get; init; }

    /// <summary>Whether each process has a queue of its own.</summary>
    public bool IsBroadcast { get; init; }
}
