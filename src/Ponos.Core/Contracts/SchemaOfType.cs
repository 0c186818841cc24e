namespace Ponos.Contracts;

/// <summary>A contract's shape as the serializer sees it, as a JSON Schema.</summary>
internal sealed class SchemaOfType(IJobSerializer serializer) : IContractVisitor<string>
{
    public string Visit<TJob>(ContractDescriptor<TJob> contract) => serializer.GenerateSchema<TJob>();
}
