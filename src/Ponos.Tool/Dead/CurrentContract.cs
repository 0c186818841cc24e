using Ponos.Control;

namespace Ponos.Tool.Dead;

/// <summary>The contract that the processes of a service enforce now.</summary>
internal static class CurrentContract
{
    /// <returns>The contract of the handler; <see langword="null"/> where no process tells it.</returns>
    public static async Task<ContractReport?> OfAsync(Session session, DeadSettings settings, CancellationToken cancellationToken) =>
        (await session.Operator.ContractsAsync(settings.Service, cancellationToken))
            .SelectMany(process => process.Contracts)
            .FirstOrDefault(contract => contract.Receives && contract.Name == settings.Job);
}
