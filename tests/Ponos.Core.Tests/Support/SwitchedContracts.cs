using Ponos.Contracts;

namespace Ponos.Core.Tests.Support;

/// <summary>Contracts that admit so many jobs, whatever is in them, and then have no verdict.</summary>
internal sealed class SwitchedContracts : IContractCompiler, IContractValidator
{
    private int _admitted = int.MaxValue;

    public int Admitted
    {
        set => Volatile.Write(ref _admitted, value);
    }

    public IContractValidator Compile(string schema) => this;

    public IReadOnlyList<ContractViolation> Check(ReadOnlySpan<byte> job) =>
        Interlocked.Decrement(ref _admitted) >= 0 ? [] : throw new ContractCheckUnavailableException("There are no more today.");

    public bool IsAvailable() => Volatile.Read(ref _admitted) > 0;
}
