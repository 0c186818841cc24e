using System.Threading.Channels;
using System.Threading.RateLimiting;
using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>One handler's queue at work: takes deliveries as they come and runs as many at a time as the handler allows.</summary>
internal sealed class QueueWorker(HandlerRuntime handler, JobLine jobLine, LineServices line)
{
    private static readonly TimeSpan RefusedWait = TimeSpan.FromMilliseconds(100);

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

    /// <summary>Waits for the rate limit's permission; false when the server stops first.</summary>
    private async ValueTask<bool> MayStartAsync()
    {
        if (handler.Limiter is not { } limiter)
        {
            return true;
        }

        handler.BeginWait();
        try
        {
            while (true)
            {
                using var lease = await limiter.AcquireAsync(1, line.Draining);
                if (lease.IsAcquired)
                {
                    return true;
                }

                // A limiter of the application's own may refuse rather than wait.
                var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : RefusedWait;
                await Task.Delay(wait, line.Time, line.Draining);
            }
        }
        catch (OperationCanceledException) when (line.Draining.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            handler.EndWait();
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
                Interlocked.Increment(ref _running);
                try
                {
                    if (line.Draining.IsCancellationRequested || !await MayStartAsync())
                    {
                        delivery.Requeue();
                    }
                    else
                    {
                        await jobLine.RunAsync(delivery);
                    }
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
