namespace Ponos.Contracts;

/// <summary>A contract's JSON Schema: the one that was given, for a type that loses nothing of it, or the type's own shape.</summary>
internal sealed class SchemaOfContract(IJobSerializer serializer) : IContractVisitor<string>
{
    public string Visit<TJob>(ContractDescriptor<TJob> contract)
    {
        if (contract.Schema is null)
        {
            return serializer.GenerateSchema<TJob>();
        }

        serializer.CheckType<TJob>();
        return contract.Schema;
    }
}
