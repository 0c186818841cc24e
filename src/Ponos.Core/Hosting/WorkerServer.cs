using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos.Contracts;
using Ponos.Control;
using Ponos.Delivery;
using Ponos.Diagnostics;
using Ponos.Journal;
using Ponos.Publishing;
using Ponos.Topology;
using Ponos.Transport;

namespace Ponos.Hosting;

/// <summary>One service at work in the host: declares, consumes, drains.</summary>
internal sealed class WorkerServer(
    string service,
    PonosOptions options,
    ITransport transport,
    TopologyShape topology,
    Publisher publisher,
    ContractRegistry contracts,
    IDeadLetters deadLetters,
    WorkerControl control,
    QueueWorker[] workers,
    QueueWatch watch,
    ControlDesk desk,
    JournalWriter? journal,
    ServerLifetime lifetime,
    WorkUnderway work,
    TimeProvider time,
    ILogger log) : IHostedService, IAsyncDisposable
{
    /// <summary>A cancelled handler that has not ended after this is left behind: the broker hands its job out again.</summary>
    private static readonly TimeSpan AbortGrace = TimeSpan.FromSeconds(5);

    private Task _starting = Task.CompletedTask;
    private bool _stopped;
    private int _disposed;

    public string Service => service;

    public Publisher Publisher => publisher;

    public IDeadLetters DeadLetters => deadLetters;

    public WorkerControl Control => control;

    public ContractRegistry Contracts => contracts;

    public TopologyShape Topology => topology;

    public TransportHealth Health => transport.Health;

    /// <summary>Whether all queues are declared and consumed.</summary>
    public bool IsConsuming => _starting.IsCompletedSuccessfully && !_stopped;

    public IReadOnlyList<QueueWorker> Workers => workers;

    /// <summary>What of the service goes on by itself now.</summary>
    public WorkUnderway Work => work;

    /// <summary>For tests that break what it stands on.</summary>
    public ITransport Transport => transport;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await CallerContext.Leave();
        journal?.Start(lifetime.Abort);
        _starting = ConsumeAsync(lifetime.Draining);
        var first = await Task.WhenAny(_starting, Task.Delay(options.StartTimeout, time, cancellationToken));
        if (first == _starting)
        {
            await _starting;
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        log.BrokerAwaited(service, transport.Description, transport.Health.Connection.Reason ?? "it has not answered.");
        _ = ReportLateFailureAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await CallerContext.Leave();
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        log.Draining(service, Running());
        await lifetime.DrainAsync();
        await Task.WhenAll(workers.Select(worker => Quietly(worker.Intake.StopTakingAsync(cancellationToken))));
        var idle = work.WhenNone();
        if (!await CompletesWithin(idle, options.ShutdownTimeout, cancellationToken))
        {
            await lifetime.AbortAsync();
            if (!await CompletesWithin(idle, AbortGrace, CancellationToken.None))
            {
                log.DrainTimedOut(service, Running());
            }
        }

        await Task.WhenAll(workers.Select(worker => Quietly(worker.Intake.CloseAsync().AsTask())));
        await (journal?.CloseAsync() ?? Task.CompletedTask);
    }

    public async ValueTask DisposeAsync()
    {
        // A container that hands it out under two types disposes it for each.
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await CallerContext.Leave();

        if (!_stopped)
        {
            await lifetime.DrainAsync();
            await lifetime.AbortAsync();
        }

        await transport.DisposeAsync();
        lifetime.Dispose();
    }

    private async Task ConsumeAsync(CancellationToken cancellationToken)
    {
        await transport.DeclareAsync(topology, cancellationToken);
        await RetiredQueues.ReportAsync(service, options.Retired, transport, log, cancellationToken);
        var consuming = Task.WhenAll(workers.Select(worker => worker.StartAsync(transport, cancellationToken)));
        // Meanwhile, for one of the queues may take long, and an operator sees which.
        await desk.StartAsync(lifetime.Draining);
        await consuming;
        log.ServerStarted(service, workers.Length, transport.Description);
        _ = watch.RunAsync(lifetime.Draining);
    }

    private async Task ReportLateFailureAsync()
    {
        try
        {
            await _starting;
        }
        catch (OperationCanceledException) when (lifetime.Draining.IsCancellationRequested)
        {
            // Stopped before the broker was ever reached.
        }
        catch (Exception exception)
        {
            log.ServerFailed(exception, service);
        }
    }

    private async Task<bool> CompletesWithin(Task work, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await work.WaitAsync(limit, time, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return work.IsCompleted;
        }
    }

    /// <summary>A consumer that cannot be ended properly ends with its connection.</summary>
    private async Task Quietly(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception exception)
        {
            log.StopFailed(exception, service);
        }
    }

    private int Running() => workers.Sum(worker => worker.Slots.Running);
}
