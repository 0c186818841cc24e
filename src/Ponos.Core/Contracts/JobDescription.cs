namespace Ponos.Contracts;

/// <summary>A job of a service: its contract, and where the service sends it to and receives it from.</summary>
public sealed class JobDescription
{
    internal JobDescription(Contract contract) =>
        (Kind, Name, Schema, ContractHash) = (contract.Kind, contract.Name, contract.SchemaText, contract.Hash);

    /// <summary>Whether it is a task or an event.</summary>
    public JobKind Kind { get; }

    /// <summary>The job's name, or the pattern of a handler that listens to several events.</summary>
    public string Name { get; }

    /// <summary>Whether <see cref="Name"/> is a pattern.</summary>
    public bool IsPattern => JobName.IsPattern(Name);

    /// <summary>The JSON Schema that is enforced.</summary>
    public string Schema { get; }

    /// <summary>The short hash of the schema, as it travels with each job: twelve hexadecimal digits.</summary>
    public string ContractHash { get; }

    /// <summary>What the service does with it.</summary>
    public ContractRoles Roles { get; internal init; }

    /// <summary>The handler, or <see langword="null"/> where the service has none.</summary>
    public string? Handler { get; internal init; }

    /// <summary>
    /// The exchange that brings the event, or <see langword="null"/> for a task and for what the service does not receive.
    /// </summary>
    public string? Exchange { get; internal init; }

    /// <summary>
    /// The queue that the handler reads, or <see langword="null"/> where the service has none. Of a broadcast each process has its
    /// own, with a name that begins so.
    /// </summary>
    public string? Queue { get; internal init; }

    /// <summary>The kind of that queue.</summary>
    public QueueType QueueType { get; internal init; }

    /// <summary>Whether each process of the service has a queue of its own.</summary>
    public bool IsBroadcast { get; internal init; }

    /// <summary>The queue of those that failed for good, or <see langword="null"/> where the service has no handler.</summary>
    public string? DeadQueue { get; internal init; }

    /// <summary>The queue of those that broke the contract, or <see langword="null"/> where the service has no handler.</summary>
    public string? InvalidQueue { get; internal init; }

    /// <summary>
    /// The queue of a task that the service sends, or the exchange of an event; <see langword="null"/> where it sends none.
    /// </summary>
    public string? SentTo { get; internal init; }
}
