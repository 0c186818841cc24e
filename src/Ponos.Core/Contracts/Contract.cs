using System.Security.Cryptography;
using System.Text;
using Ponos.Schema;

namespace Ponos.Contracts;

/// <summary>A contract in force: its schema compiled, its hash known. The publisher and the consumer enforce the same one.</summary>
internal sealed class Contract
{
    private readonly JsonSchema _schema;

    public Contract(ContractDescriptor descriptor, string schemaText, JsonSchema schema)
    {
        Kind = descriptor.Kind;
        Name = descriptor.Name;
        Service = descriptor.Service;
        JobType = descriptor.JobType;
        SchemaText = schemaText;
        _schema = schema;
        Hash = HashOf(schemaText);
    }

    public JobKind Kind { get; }

    /// <summary>The job's name, or the pattern of a handler that listens to several events.</summary>
    public string Name { get; }

    public string? Service { get; }

    public Type JobType { get; }

    public string SchemaText { get; }

    /// <summary>Twelve hexadecimal digits that travel in the header <c>ponos-contract</c>.</summary>
    public string Hash { get; }

    /// <summary>Whether a job keeps the contract. Allocates nothing for one that does.</summary>
    public bool IsValid(ReadOnlySpan<byte> job) => _schema.IsValid(job);

    /// <summary>Every place where a job breaks the contract. Costs a second pass: for jobs that are known to be invalid.</summary>
    public IReadOnlyList<ContractViolation> Explain(ReadOnlySpan<byte> job)
    {
        var found = _schema.Validate(job).Violations;
        var violations = new ContractViolation[found.Count];
        for (var i = 0; i < violations.Length; i++)
        {
            violations[i] = new ContractViolation(found[i].InstanceLocation, found[i].Keyword, found[i].Message);
        }

        return violations;
    }

    private static string HashOf(string schemaText) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(schemaText)).AsSpan(0, 6));
}
