namespace Ponos.Contracts;

/// <summary>One contract's schema, ready to be enforced on any number of threads.</summary>
internal interface IContractValidator
{
    /// <summary>Where a job breaks the contract; empty, and nothing is allocated for it, when it does not.</summary>
    /// <exception cref="ContractCheckUnavailableException">
    /// There is no verdict to be had now, for a reason that is not the job's.
    /// </exception>
    IReadOnlyList<ContractViolation> Check(ReadOnlySpan<byte> job);

    /// <summary>Whether checks are possible again. Asked only after one was not.</summary>
    bool IsAvailable() => true;
}

/// <summary>Makes validators of schemas, when a service starts.</summary>
internal interface IContractCompiler
{
    /// <summary>Compiles the schema of a contract.</summary>
    /// <exception cref="NotSupportedException">The schema cannot be enforced; the message says why.</exception>
    /// <exception cref="Schema.JsonSchemaException">The schema is not valid.</exception>
    IContractValidator Compile(string schema);
}
