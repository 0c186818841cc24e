using Ponos.Contracts;

namespace Ponos.Control;

/// <summary>
/// Checks bodies against a schema in the way in which a worker does: the <c>tid</c> is no part of the job
/// unless the schema speaks of it.
/// </summary>
public static class ContractCheck
{
    /// <summary>Checks one body.</summary>
    /// <param name="schema">The JSON Schema, as <see cref="ContractReport.Schema"/> has it.</param>
    /// <param name="body">UTF-8 JSON.</param>
    /// <returns>Where it breaks the schema; empty when it does not.</returns>
    /// <exception cref="ArgumentException">The schema cannot be compiled.</exception>
    public static IReadOnlyList<ContractViolation> Check(string schema, ReadOnlyMemory<byte> body) => Compile(schema)(body);

    /// <summary>Compiles a schema once for many bodies.</summary>
    /// <param name="schema">The JSON Schema, as <see cref="ContractReport.Schema"/> has it.</param>
    /// <returns>What says where a body of UTF-8 JSON breaks the schema; empty when it does not.</returns>
    /// <exception cref="ArgumentException">The schema cannot be compiled.</exception>
    public static Func<ReadOnlyMemory<byte>, IReadOnlyList<ContractViolation>> Compile(string schema)
    {
        ArgumentException.ThrowIfNullOrEmpty(schema);
        IContractValidator validator;
        try
        {
            validator = new CompiledContracts().Compile(schema);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new ArgumentException($"The schema cannot be compiled: {exception.Message}", nameof(schema), exception);
        }

        var hasTid = TidOwnership.Has(schema);
        return body =>
        {
            try
            {
                using var payload = JobPayload.Read(body);
                return validator.Check(payload.For(hasTid).Span);
            }
            catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException)
            {
                return [new ContractViolation("", "json", exception.Message)];
            }
        };
    }
}
