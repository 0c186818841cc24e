using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Ponos.Schema;

namespace Ponos.Contracts;

/// <summary>All contracts of one service, compiled when it starts. A contract that cannot be enforced fails the start.</summary>
internal sealed class ContractRegistry
{
    private readonly FrozenDictionary<(JobKind Kind, string Name), Contract> _byName;
    private readonly FrozenDictionary<Type, Contract> _byType;
    private readonly FrozenSet<Type> _sharedTypes;

    private ContractRegistry(List<Contract> contracts)
    {
        All = contracts;
        _byName = contracts.ToFrozenDictionary(contract => (contract.Kind, contract.Name));
        var types = contracts.Where(contract => !JobName.IsPattern(contract.Name)).GroupBy(contract => contract.JobType).ToArray();
        _byType = types.Where(type => type.Count() == 1).ToFrozenDictionary(type => type.Key, type => type.Single());
        _sharedTypes = types.Where(type => type.Count() > 1).Select(type => type.Key).ToFrozenSet();
    }

    public IReadOnlyList<Contract> All { get; }

    /// <summary>Compiles contracts. The same contract may be described more than once, by a record and by its handler.</summary>
    /// <exception cref="InvalidOperationException">Two contracts contradict each other, or a schema cannot be compiled.</exception>
    public static ContractRegistry Build(IEnumerable<ContractDescriptor> descriptors, JobJson json)
    {
        var contracts = new List<Contract>();
        var compiled = new Dictionary<string, IContractValidator>();
        foreach (var same in descriptors.GroupBy(descriptor => (descriptor.Kind, descriptor.Name)))
        {
            // What a library offers and nobody asked for: the application's own resolver need not know its type. A publish of it
            // says that there is no contract.
            if (!same.All(descriptor => descriptor.IsOffered && !json.Serializer.Knows(descriptor.JobType)))
            {
                contracts.Add(
                    Compile(Reconcile([.. same]), same.FirstOrDefault(one => one.Priority is not null)?.Priority, json, compiled));
            }
        }

        return new ContractRegistry(contracts);
    }

    public bool TryGet(JobKind kind, string name, [NotNullWhen(true)] out Contract? contract) =>
        _byName.TryGetValue((kind, name), out contract);

    public bool TryGet(Type jobType, [NotNullWhen(true)] out Contract? contract) => _byType.TryGetValue(jobType, out contract);

    /// <summary>Whether more than one contract has this type, so that it does not say which job is meant.</summary>
    public bool IsShared(Type jobType) => _sharedTypes.Contains(jobType);

    /// <summary>One of several descriptions of a contract: an explicit schema and a record's own description win.</summary>
    private static ContractDescriptor Reconcile(ContractDescriptor[] same)
    {
        var first = same[0];
        foreach (var other in same.AsSpan(1))
        {
            // A delegate that takes the bare Job has no opinion about the shape.
            if (other.JobType != first.JobType && other.JobType != typeof(Job) && first.JobType != typeof(Job))
            {
                throw new InvalidOperationException(
                    $"The {Text(first)} has two contracts, {first.JobType} and {other.JobType}. Use one type for it in a service.");
            }

            if (other.Schema is not null && first.Schema is not null && other.Schema != first.Schema)
            {
                throw new InvalidOperationException($"The {Text(first)} has two different schemas. Keep one.");
            }

            if (other.Priority is { } priority
                && same.FirstOrDefault(one => one.Priority is not null)!.Priority is { } before
                && priority != before)
            {
                throw new InvalidOperationException($"The {Text(first)} has two priorities, {before} and {priority}. Keep one.");
            }
        }

        return same.FirstOrDefault(descriptor => descriptor.Schema is not null)
            ?? same.FirstOrDefault(descriptor => descriptor.Service is not null)
            ?? same.FirstOrDefault(descriptor => descriptor.JobType != typeof(Job))
            ?? first;
    }

    /// <summary>Jobs of one shape share what it was compiled to.</summary>
    private static Contract Compile(
        ContractDescriptor descriptor, Priority? priority, JobJson json, Dictionary<string, IContractValidator> compiled)
    {
        try
        {
            var text = descriptor.Accept(new SchemaOfContract(json.Serializer));
            if (!compiled.TryGetValue(text, out var validator))
            {
                compiled.Add(text, validator = json.Contracts.Compile(text));
            }

            return new Contract(descriptor, text, validator) { Priority = priority };
        }
        catch (Exception exception) when (exception is JsonSchemaException or System.Text.Json.JsonException or NotSupportedException)
        {
            throw new InvalidOperationException(
                $"The contract of the {Text(descriptor)} ({descriptor.JobType}) cannot be enforced: {exception.Message}", exception);
        }
    }

    private static string Text(ContractDescriptor descriptor) =>
        $"{(descriptor.Kind == JobKind.Task ? "task" : "event")} '{descriptor.Name}'";
}
