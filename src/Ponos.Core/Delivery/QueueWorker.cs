using System.Threading.Channels;
using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>One handler's queue at work: takes deliveries as they come and runs as many at a time as the handler allows.</summary>
internal sealed class QueueWorker(HandlerRuntime handler, JobLine jobLine, LineServices line)
{
    // Never with a single reader: at the end the loop's last job may be running while the rest is handed back.
    private readonly Channel<Transport.Delivery> _arrived = Channel.CreateUnbounded<Transport.Delivery>();

    private IReceiver? _receiver;
    private Task _loops = Task.CompletedTask;
    private int _running;

    public HandlerRuntime Handler => handler;

    /// <summary>Jobs whose handler is running now.</summary>
    public int Running => Volatile.Read(ref _running);

    public async Task StartAsync(ITransport transport, CancellationToken cancellationToken)
    {
        var loops = new Task[handler.Concurrency];
        for (var i = 0; i < loops.Length; i++)
        {
            loops[i] = Task.Run(LoopAsync, CancellationToken.None);
        }

        _loops = Task.WhenAll(loops);
        _receiver = await transport.ReceiveAsync(handler.Queue, handler.Prefetch, Arrive, cancellationToken);
    }

    /// <summary>Takes no more; what has not started goes back.</summary>
    public async Task StopTakingAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_receiver is not null)
            {
                await _receiver.StopAsync(cancellationToken);
            }
        }
        finally
        {
            _arrived.Writer.TryComplete();
            HandBack();
        }
    }

    /// <summary>Completes when no job is running any more.</summary>
    public Task WhenIdleAsync() => _loops;

    /// <summary>Ends the consumer; settlements that are on their way are sent first.</summary>
    public ValueTask CloseAsync() => _receiver?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Arrive(Transport.Delivery delivery)
    {
        if (!_arrived.Writer.TryWrite(delivery))
        {
            delivery.Requeue();
        }
    }

    /// <summary>Not left to the loops: each is busy until its job ends, and these jobs could run elsewhere meanwhile.</summary>
    private void HandBack()
    {
        while (_arrived.Reader.TryRead(out var delivery))
        {
            delivery.Requeue();
        }
    }

    private async Task LoopAsync()
    {
        var reader = _arrived.Reader;
        while (await reader.WaitToReadAsync())
        {
            while (reader.TryRead(out var delivery))
            {
                if (line.Draining.IsCancellationRequested)
                {
                    delivery.Requeue();
                    continue;
                }

                Interlocked.Increment(ref _running);
                try
                {
                    await jobLine.RunAsync(delivery);
                }
                catch (Exception exception)
                {
                    // The line turns every failure into an outcome; what still gets here must not end the loop.
                    line.Log.LineFailed(exception, handler.Queue);
                    delivery.Requeue();
                }
                finally
                {
                    Interlocked.Decrement(ref _running);
                }
            }
        }
    }
}
