namespace Ponos.Contracts;

/// <summary>Does something with a contract for which its job's type must be known at compile time.</summary>
/// <typeparam name="TResult">What comes of it.</typeparam>
public interface IContractVisitor<out TResult>
{
    /// <summary>Visits a contract.</summary>
    /// <typeparam name="TJob">The job's type.</typeparam>
    /// <param name="contract">The contract.</param>
    /// <returns>What comes of it.</returns>
    TResult Visit<TJob>(ContractDescriptor<TJob> contract);
}
