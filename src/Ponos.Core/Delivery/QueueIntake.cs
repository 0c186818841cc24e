using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>
/// What comes out of one queue: the consumer, which hands its deliveries to the slots. It can be paused: the consumer then
/// ends and what has not started goes back, so that it neither times out here nor is kept from other processes.
/// </summary>
internal sealed class QueueIntake(HandlerRuntime handler, LineServices line, JobSlots slots)
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private ITransport? _transport;
    private Task<IReceiver>? _receiver;
    private Task? _givenBack;
    private Task _resumed = Task.CompletedTask;
    private Task _step = Task.CompletedTask;

    /// <summary>Whether the queue is paused, and nothing will move before the clock does.</summary>
    public bool RestsInPause =>
        handler.Pause is not null && !Volatile.Read(ref _step).IsCompleted && (handler.Descriptor.Settings.Broadcast == true || slots.Running == 0);

    public async Task StartAsync(ITransport transport, CancellationToken cancellationToken)
    {
        _transport = transport;
        await ReceiveAsync(cancellationToken);
    }

    /// <summary>Whether a delivery that was taken just now may start. One that may not goes back: it was taken while a pause began.</summary>
    public async ValueTask<bool> MayStartAsync()
    {
        Task? givenBack;
        lock (_gate)
        {
            givenBack = _givenBack;
        }

        if (givenBack is null)
        {
            return true;
        }

        await givenBack;
        return false;
    }

    /// <summary>Leaves the queue alone until jobs can be checked again. Completes when what is at hand may go back.</summary>
    public Task PauseAsync(string reason)
    {
        lock (_gate)
        {
            if (_givenBack is null)
            {
                handler.Pause = new ConsumingPause(line.Time.GetUtcNow(), reason);
                line.Log.ConsumingPaused(handler.Queue, reason, Step);
                if (handler.Descriptor.Settings.Broadcast == true)
                {
                    // Its queue ends with its consumer: the deliveries wait here.
                    _givenBack = _resumed = ResumeAsync(Task.CompletedTask);
                }
                else
                {
                    _givenBack = GiveBackAsync();
                    _resumed = ResumeAsync(_givenBack);
                }
            }

            return _givenBack;
        }
    }

    /// <summary>Takes no more; what has not started goes back.</summary>
    public async Task StopTakingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _resumed;
            if (_receiver is { IsCompletedSuccessfully: true } receiver)
            {
                await (await receiver).StopAsync(cancellationToken);
            }
        }
        finally
        {
            slots.Close();
            HandBack();
        }
    }

    /// <summary>Ends the consumer; settlements that are on their way are sent first.</summary>
    public async ValueTask CloseAsync()
    {
        if (_receiver is { IsCompletedSuccessfully: true } receiver)
        {
            await (await receiver).DisposeAsync();
        }
    }

    /// <summary>Starts the consumer. Its first delivery may begin a pause, and end it, before the start has completed.</summary>
    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource<IReceiver>(TaskCreationOptions.RunContinuationsAsynchronously);
        _receiver = started.Task;
        try
        {
            started.SetResult(await _transport!.ReceiveAsync(handler.Queue, handler.Prefetch, Arrive, cancellationToken));
        }
        catch
        {
            started.SetCanceled(CancellationToken.None);
            throw;
        }
    }

    private void Arrive(Transport.Delivery delivery)
    {
        if (!slots.TryAdd(delivery))
        {
            delivery.Requeue();
        }
    }

    private async Task GiveBackAsync()
    {
        await Task.Yield(); // Out of the lock.
        try
        {
            await (await _receiver!).StopAsync(line.Draining);
        }
        catch (Exception exception)
        {
            // Its connection is gone, or the server stops: either ends the consumer too.
            line.Log.StopFailed(exception, handler.Service);
        }

        HandBack();
    }

    /// <summary>Not left to the slots: each is busy until its job ends, and these jobs could run elsewhere meanwhile.</summary>
    private void HandBack()
    {
        while (slots.TryTakeBack(out var delivery))
        {
            delivery.Requeue();
        }
    }

    private async Task ResumeAsync(Task givenBack)
    {
        await givenBack;
        try
        {
            do
            {
                var step = Task.Delay(Step, line.Time, line.Draining);
                Volatile.Write(ref _step, step);
                await step;
            }
            while (!await TryResumeAsync());
        }
        catch (OperationCanceledException) when (line.Draining.IsCancellationRequested)
        {
            // The server stops, and its queues with it.
        }
    }

    private async Task<bool> TryResumeAsync()
    {
        var keepsConsumer = handler.Descriptor.Settings.Broadcast == true;
        // The old consumer's channel can only go when no job of it is left to settle.
        if ((!keepsConsumer && slots.Running > 0) || !handler.Contract.IsAvailable())
        {
            return false;
        }

        var pause = handler.Pause;
        try
        {
            if (keepsConsumer)
            {
                EndPause();
            }
            else
            {
                await CloseAsync();
                EndPause();
                await ReceiveAsync(line.Draining);
            }

            line.Log.ConsumingResumed(handler.Queue);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            handler.Pause = pause;
            line.Log.ResumeFailed(exception, handler.Queue, Step);
            return false;
        }
    }

    private void EndPause()
    {
        lock (_gate)
        {
            _givenBack = null;
            handler.Pause = null;
        }
    }
}
