namespace Ponos.Generators.Models;

/// <summary>A contract as it is written into the catalog.</summary>
/// <param name="Kind">The member of <c>JobKind</c>.</param>
/// <param name="Name">The job's name.</param>
/// <param name="JobType">The fully qualified type of the job.</param>
/// <param name="Service">The service that a task is published to, or <see langword="null"/>.</param>
/// <param name="Priority">The member of <c>Priority</c>, or <see langword="null"/>.</param>
internal sealed record ContractModel(string Kind, string Name, string JobType, string? Service, string? Priority);
