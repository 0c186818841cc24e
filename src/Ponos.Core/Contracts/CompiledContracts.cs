using Ponos.Schema;

namespace Ponos.Contracts;

/// <summary>Contracts enforced by Ponos's own compiled schemas: what a service has unless it chose otherwise.</summary>
internal sealed class CompiledContracts : IContractCompiler
{
    public IContractValidator Compile(string schema) => new Validator(JsonSchema.Compile(schema, ContractSchemaRules.Options));

    private sealed class Validator(JsonSchema schema) : IContractValidator
    {
        public IReadOnlyList<ContractViolation> Check(ReadOnlySpan<byte> job)
        {
            var found = schema.Validate(job).Violations;
            if (found.Count == 0)
            {
                return [];
            }

            var violations = new ContractViolation[found.Count];
            for (var i = 0; i < violations.Length; i++)
            {
                violations[i] = new ContractViolation(found[i].InstanceLocation, found[i].Keyword, found[i].Message);
            }

            return violations;
        }
    }
}
