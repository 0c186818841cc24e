using System.Threading.RateLimiting;
using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>One handler's queue at work: takes deliveries as they come and runs as many at a time as the handler allows.</summary>
internal sealed class QueueWorker(HandlerRuntime handler, JobSlots slots, QueueIntake intake, JobLine jobLine, LineServices line)
{
    private static readonly TimeSpan RefusedWait = TimeSpan.FromMilliseconds(100);

    public HandlerRuntime Handler => handler;

    /// <summary>Jobs whose handler is running now.</summary>
    public int Running => slots.Running;

    /// <inheritdoc cref="QueueIntake.RestsInPause"/>
    public bool RestsInPause => intake.RestsInPause;

    public Task StartAsync(ITransport transport, CancellationToken cancellationToken)
    {
        slots.Start(RunAsync);
        return intake.StartAsync(transport, cancellationToken);
    }

    /// <summary>Takes no more; what has not started goes back.</summary>
    public Task StopTakingAsync(CancellationToken cancellationToken) => intake.StopTakingAsync(cancellationToken);

    /// <summary>Completes when no job is running any more.</summary>
    public Task WhenIdleAsync() => slots.WhenIdle;

    /// <summary>Ends the consumer; settlements that are on their way are sent first.</summary>
    public ValueTask CloseAsync() => intake.CloseAsync();

    /// <summary>Waits for the rate limit's permission; false when the server stops first.</summary>
    private async ValueTask<bool> MayStartAsync()
    {
        if (handler.Limiter is not { } limiter)
        {
            return true;
        }

        try
        {
            while (true)
            {
                var asked = limiter.AcquireAsync(1, line.Draining).AsTask();
                if (!asked.IsCompleted)
                {
                    await handler.WaitAsync(asked);
                }

                using var lease = await asked;
                if (lease.IsAcquired)
                {
                    return true;
                }

                // A limiter of the application's own may refuse rather than wait.
                var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : RefusedWait;
                await handler.WaitAsync(Task.Delay(wait, line.Time, line.Draining));
            }
        }
        catch (OperationCanceledException) when (line.Draining.IsCancellationRequested)
        {
            return false;
        }
    }

    private async ValueTask RunAsync(Transport.Delivery delivery)
    {
        try
        {
            if (line.Draining.IsCancellationRequested || !await MayStartAsync() || !await intake.MayStartAsync())
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
            // The line turns every failure into an outcome; what still gets here must not end the slot.
            line.Log.LineFailed(exception, handler.Queue);
            delivery.Requeue();
        }
    }
}
