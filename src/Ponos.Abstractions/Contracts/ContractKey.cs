namespace Ponos.Contracts;

/// <summary>Which job a contract is of: a task and an event may have the same name.</summary>
/// <param name="Kind">Whether the job is a task or an event.</param>
/// <param name="Name">The job's name.</param>
public readonly record struct ContractKey(JobKind Kind, string Name);
