using Ponos.Transport;

namespace Khronos.Replication;

/// <summary>One queue's consumer, there while the gate is open.</summary>
internal sealed class LeaderReceiver : IReceiver
{
    private readonly LeaderGate _gate;
    private readonly Func<CancellationToken, Task<IReceiver>> _receive;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private IReceiver? _receiver;
    private int _prefetch;

    public LeaderReceiver(LeaderGate gate, Func<CancellationToken, Task<IReceiver>> receive)
    {
        _gate = gate;
        _receive = receive;
        _running = Task.Run(RunAsync);
    }

    public int Unsettled => Volatile.Read(ref _receiver)?.Unsettled ?? 0;

    public Task SetPrefetchAsync(int prefetch, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _prefetch, prefetch);
        return Volatile.Read(ref _receiver)?.SetPrefetchAsync(prefetch, cancellationToken) ?? Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await EndAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _gate.WhenOpenAsync().WaitAsync(_stop.Token);
                // What the last term handed out was settled long ago, or is on a channel that is gone.
                await EndAsync();
                await ReceiveAsync(_gate.WhenClosedAsync());
            }
            catch (OperationCanceledException)
            {
                // Closed or stopped while it started.
            }

            if (_receiver is { } receiver)
            {
                // Not ended yet: jobs that run can still be settled.
                await QuietlyAsync(receiver.StopAsync(CancellationToken.None));
            }
        }
    }

    private async Task ReceiveAsync(Task closed)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _ = closed.ContinueWith(
            static (_, source) => CancelQuietly((CancellationTokenSource)source!),
            giveUp,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        var receiver = await _receive(giveUp.Token);
        Volatile.Write(ref _receiver, receiver);
        if (Volatile.Read(ref _prefetch) is > 0 and var prefetch)
        {
            await receiver.SetPrefetchAsync(prefetch, giveUp.Token);
        }

        await closed.WaitAsync(_stop.Token);
    }

    private async Task EndAsync()
    {
        if (_receiver is { } receiver)
        {
            _receiver = null;
            await QuietlyAsync(receiver.DisposeAsync().AsTask());
        }
    }

    private static void CancelQuietly(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The start is long over.
        }
    }

    /// <summary>A consumer that cannot be ended properly ends with its connection.</summary>
    private static async Task QuietlyAsync(Task ending)
    {
        try
        {
            await ending;
        }
        catch (Exception)
        {
            // The broker hands its jobs out again.
        }
    }
}
