using System.Text.Json;

namespace Ponos.Control;

/// <summary>What one process of a service says of itself.</summary>
public sealed record ProcessReport
{
    /// <summary>The service's name.</summary>
    public required string Service { get; init; }

    /// <summary>The process: a word that no other process of the service has.</summary>
    public required string Instance { get; init; }

    /// <summary>The computer that it runs on.</summary>
    public required string Host { get; init; }

    /// <summary>Its process id there.</summary>
    public required int ProcessId { get; init; }

    /// <summary>The version of the application: that of its entry assembly.</summary>
    public required string Version { get; init; }

    /// <summary>The version of Ponos.Core.</summary>
    public required string PonosVersion { get; init; }

    /// <summary>When the service began in this process.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When this was said, by the process's own clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What the process answers to.</summary>
    public required ControlLevel Control { get; init; }

    /// <summary>What the names of the levels begin with on which its delayed jobs wait.</summary>
    public string DelayPrefix { get; init; } = Topology.DelayPrefix.Default;

    /// <summary>What keeps it from working, by the name of what is concerned: a queue, or empty for the connection.</summary>
    public IReadOnlyDictionary<string, string> Faults { get; init; } = new Dictionary<string, string>();

    /// <summary>Its handlers.</summary>
    public required IReadOnlyList<HandlerReport> Handlers { get; init; }

    /// <summary>The hash of each of its contracts. The schemas are had by <see cref="IOperator.ContractsAsync"/>.</summary>
    public required IReadOnlyList<ContractMark> Contracts { get; init; }

    /// <summary>Jobs that it published since it began and that the broker took.</summary>
    public long Published { get; init; }

    /// <summary>Entries of the journal that were left out because the broker was slow.</summary>
    public long JournalDropped { get; init; }

    /// <summary>What packages add of their own, by name: Khronos says <c>khronos</c>. JSON; from outside, so trust nothing in it.</summary>
    public IReadOnlyDictionary<string, JsonElement> Sections { get; init; } = new Dictionary<string, JsonElement>();
}

/// <summary>A contract of a process by its name and hash.</summary>
public sealed record ContractMark
{
    /// <summary>Whether it is a task or an event.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>The job's name, or a pattern.</summary>
    public required string Name { get; init; }

    /// <summary>The short hash of the schema: twelve hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>Whether the service publishes such jobs.</summary>
    public required bool Sends { get; init; }

    /// <summary>Whether it has a handler for them.</summary>
    public required bool Receives { get; init; }
}

/// <summary>The contracts of one process, with their schemas.</summary>
public sealed record ProcessContracts
{
    /// <summary>The service's name.</summary>
    public required string Service { get; init; }

    /// <summary>The process.</summary>
    public required string Instance { get; init; }

    /// <summary>The contracts.</summary>
    public required IReadOnlyList<ContractReport> Contracts { get; init; }
}

/// <summary>A contract as one process enforces it.</summary>
public sealed record ContractReport
{
    /// <summary>Whether it is a task or an event.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>The job's name, or a pattern.</summary>
    public required string Name { get; init; }

    /// <summary>The short hash of the schema: twelve hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>The JSON Schema.</summary>
    public required string Schema { get; init; }

    /// <summary>Whether the service publishes such jobs.</summary>
    public required bool Sends { get; init; }

    /// <summary>Whether it has a handler for them.</summary>
    public required bool Receives { get; init; }

    /// <summary>
    /// The queue of a task that the service publishes, or the exchange of an event; <see langword="null"/> where it publishes none.
    /// </summary>
    public string? SentTo { get; init; }

    /// <summary>The exchange that brings an event; <see langword="null"/> for a task and for what the service does not receive.</summary>
    public string? Exchange { get; init; }

    /// <summary>The queue that the service's handler reads; <see langword="null"/> where it has none.</summary>
    public string? Queue { get; init; }
}
