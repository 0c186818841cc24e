using Khronos.Replication;
using Khronos.State;
using Microsoft.Extensions.Logging.Abstractions;
using Ponos.Faults.Tests.Support;
using Ponos.Transport.RabbitMq;

namespace Khronos.Replicas.Tests.Support;

/// <summary>A replica in the test's own process, as far as its lease and its state go: it keeps no time.</summary>
internal sealed class OwnLease : IAsyncDisposable
{
    private readonly RabbitLease _lease;
    private readonly CancellationTokenSource _stop = new();
    private bool _disposed;

    public OwnLease(string uri, ReplicationSettings? settings = null, LogFormat? format = null)
    {
        _lease = new RabbitLease(
            RabbitUri.Parse(uri) with { ConnectionName = "own" },
            settings ?? new ReplicationSettings(),
            format ?? LogFormat.Current,
            NullLogger<RabbitLease>.Instance);
    }

    public RabbitLease Lease => _lease;

    public ITerm? Term { get; private set; }

    /// <summary>The state of the term.</summary>
    public ITimekeeperState State => Term!.State;

    /// <summary>Stands for the lease until it is had.</summary>
    public async Task AcquireAsync() => Term = await _lease.AcquireAsync(_stop.Token);

    /// <summary>Leads, and tells what was kept.</summary>
    public async Task<StoredState> LeadAsync()
    {
        await AcquireAsync().WaitAsync(Wait.Cap);
        return await State.LoadAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _stop.CancelAsync();
        await _lease.DisposeAsync();
        _stop.Dispose();
    }
}
