using System.Security.Cryptography;
using System.Text;

namespace Ponos.Contracts;

/// <summary>A contract in force: its schema compiled, its hash known. The publisher and the consumer enforce the same one.</summary>
internal sealed class Contract
{
    private readonly IContractValidator _validator;

    public Contract(ContractDescriptor descriptor, string schemaText, IContractValidator validator)
    {
        Kind = descriptor.Kind;
        Name = descriptor.Name;
        Service = descriptor.Service;
        JobType = descriptor.JobType;
        SchemaText = schemaText;
        _validator = validator;
        Hash = HashOf(schemaText);
        HasTid = TidOwnership.Has(schemaText);
    }

    private Contract(Contract pattern, string name)
    {
        (Kind, Name, Service, JobType, Priority) = (pattern.Kind, name, pattern.Service, pattern.JobType, pattern.Priority);
        (SchemaText, Hash, HasTid, _validator) = (pattern.SchemaText, pattern.Hash, pattern.HasTid, pattern._validator);
        IsOfPattern = true;
    }

    public JobKind Kind { get; }

    /// <summary>The job's name, or the pattern of a handler that listens to several events.</summary>
    public string Name { get; }

    public string? Service { get; }

    public Type JobType { get; }

    /// <summary>The priority of its jobs where a publish says none.</summary>
    public Priority? Priority { get; init; }

    public string SchemaText { get; }

    /// <summary>Whether the contract is a pattern's, and only the job's name is its own.</summary>
    public bool IsOfPattern { get; }

    /// <summary>Twelve hexadecimal digits that travel in the header <c>ponos-contract</c>.</summary>
    public string Hash { get; }

    /// <summary>Whether the schema speaks of a <c>tid</c> itself; else what is checked is the job without it.</summary>
    public bool HasTid { get; }

    /// <summary>Where a job breaks the contract; empty when it does not. Allocates nothing for a job that keeps it.</summary>
    /// <exception cref="ContractCheckUnavailableException">
    /// There is no verdict to be had now, for a reason that is not the job's.
    /// </exception>
    public IReadOnlyList<ContractViolation> Check(ReadOnlySpan<byte> job) => _validator.Check(job);

    /// <summary>Whether checks are possible again. Asked only after one was not.</summary>
    public bool IsAvailable() => _validator.IsAvailable();

    /// <summary>The contract of one event, where this one is a pattern's.</summary>
    public Contract For(string name) => new(this, name);

    private static string HashOf(string schemaText) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(schemaText)).AsSpan(0, 6));
}
