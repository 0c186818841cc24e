using System.Collections.Concurrent;
using Ponos.Control;
using Ponos.Dashboard.Bodies;

namespace Ponos.Dashboard.Watching;

/// <summary>
/// The contracts that processes told, asked for again after a while. Those of services that do not answer any more are
/// remembered: what was secret stays so.
/// </summary>
internal sealed class ContractWatch(IOperator broker, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private const int MostRemembered = 2000;

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly ConcurrentDictionary<(string Service, JobKind Kind, string Name), ContractReport> _remembered = [];
    private (DateTimeOffset At, IReadOnlyList<ProcessContracts> Contracts) _latest;

    public async Task<IReadOnlyList<ProcessContracts>> AllAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() - _latest.At > Fresh)
            {
                var contracts = await broker.ContractsAsync(cancellationToken: cancellationToken);
                Remember(contracts);
                _latest = (time.GetUtcNow(), contracts);
            }

            return _latest.Contracts;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>What a service enforces for a job; <see langword="null"/> where it never told.</summary>
    public async Task<ContractReport?> OfReceiverAsync(string service, string jobName, CancellationToken cancellationToken)
    {
        var all = await AllAsync(cancellationToken);
        return all.Where(one => one.Service == service)
            .SelectMany(one => one.Contracts)
            .FirstOrDefault(one => one.Name == jobName && one.Receives)
            ?? _remembered.FirstOrDefault(one => one.Key.Service == service && one.Key.Name == jobName && one.Value.Receives).Value;
    }

    /// <summary>Hides what any contract of that job calls secret, whoever has it.</summary>
    public async Task<SecretMask> MaskAsync(string jobName, CancellationToken cancellationToken)
    {
        _ = await AllAsync(cancellationToken);
        // Behind a pattern are jobs of many names: what is secret in any of them is hidden.
        var isPattern = jobName.AsSpan().ContainsAny('*', '#');
        return new SecretMask([.. _remembered.Values.Where(one => isPattern || one.Name == jobName).Select(one => one.Schema).Distinct()]);
    }

    public void Dispose() => _one.Dispose();

    private void Remember(IReadOnlyList<ProcessContracts> all)
    {
        foreach (var process in all)
        {
            foreach (var contract in process.Contracts)
            {
                var key = (process.Service, contract.Kind, contract.Name);
                if (_remembered.Count < MostRemembered || _remembered.ContainsKey(key))
                {
                    _remembered[key] = contract;
                }
            }
        }
    }
}
