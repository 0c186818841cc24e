using Ponos.Delivery.Suspects;
using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>
/// A handler's consumers: that of its queue, whose deliveries go to the slots, and that of its suspects. When they begin and
/// end, <see cref="QueueIntake"/> says.
/// </summary>
internal sealed class HandlerConsumers(HandlerPlan plan, LineServices line, JobSlots slots, SuspectQueue? suspects, PrefetchTuner? tuner)
{
    private Task<IReceiver>? _receiver;
    private TaskCompletionSource? _begun; // From the announcement until both consumers are asked for.
    private CancellationTokenSource? _giveBack;

    /// <summary>
    /// Says that <see cref="StartAsync"/> follows. Under the lock that says so to others too: whoever gives back from then on
    /// waits for the consumers that are to be, and not for those that were.
    /// </summary>
    public void Announce()
    {
        _giveBack?.Dispose();
        _giveBack = CancellationTokenSource.CreateLinkedTokenSource(line.Draining);
        _begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Starts the consumers, once each announcement. One that does not begin ends as soon as they are given back.</summary>
    public async Task StartAsync(ITransport transport, CancellationToken cancellationToken)
    {
        var giveBack = _giveBack!;
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, giveBack.Token);
        var consumers = Task.WhenAll(
            ReceiveAsync(transport, starting.Token), suspects?.StartAsync(transport, starting.Token) ?? Task.CompletedTask);
        _begun!.SetResult();
        try
        {
            await consumers;
        }
        catch (OperationCanceledException)
            when (giveBack.IsCancellationRequested && !cancellationToken.IsCancellationRequested && !line.Draining.IsCancellationRequested)
        {
            // A pause began meanwhile.
        }
    }

    /// <summary>Takes no more for a while, whatever becomes of the consumers; what has not started goes back.</summary>
    public async Task GiveBackAsync()
    {
        tuner?.Leave();
        try
        {
            await _begun!.Task;
            await _giveBack!.CancelAsync();
            await Task.WhenAll(StopReceiverAsync(), suspects?.StopTakingAsync(line.Draining) ?? Task.CompletedTask);
        }
        catch (OperationCanceledException)
        {
            // The server stops, or the consumer never came to be.
        }
        catch (Exception exception)
        {
            // Its connection is gone, which ends the consumer too.
            line.Log.StopFailed(exception, plan.Service);
        }

        HandBack();

        async Task StopReceiverAsync() => await (await _receiver!).StopAsync(line.Draining);
    }

    /// <summary>Takes no more, for good; what came into the slots is left there.</summary>
    public async Task StopTakingAsync(CancellationToken cancellationToken)
    {
        tuner?.Leave();
        if (suspects is not null)
        {
            await suspects.StopTakingAsync(cancellationToken);
        }

        if (_receiver is { IsCompletedSuccessfully: true } receiver)
        {
            await (await receiver).StopAsync(cancellationToken);
        }
    }

    /// <summary>Ends the consumers; settlements that are on their way are sent first.</summary>
    public async ValueTask CloseAsync()
    {
        if (suspects is not null)
        {
            await suspects.CloseAsync();
        }

        if (_receiver is { IsCompletedSuccessfully: true } receiver)
        {
            await (await receiver).DisposeAsync();
        }
    }

    /// <summary>
    /// Gives back what has not started. Not left to the slots: each is busy, and these jobs could run elsewhere meanwhile.
    /// </summary>
    public void HandBack()
    {
        while (slots.TryTakeBack(out var delivery))
        {
            delivery.Requeue();
        }
    }

    /// <summary>Starts the consumer. Its first delivery may begin a pause before the start has completed.</summary>
    private async Task ReceiveAsync(ITransport transport, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource<IReceiver>(TaskCreationOptions.RunContinuationsAsynchronously);
        _receiver = started.Task;
        try
        {
            var limits = HoldRule.For(plan) with { Prefetch = tuner?.Current ?? plan.Prefetch };
            var receiver = await transport.ReceiveAsync(plan.Queue, limits, Arrive, cancellationToken);
            started.SetResult(receiver);
            tuner?.Use(receiver);
        }
        catch
        {
            started.SetCanceled(CancellationToken.None);
            throw;
        }
    }

    private void Arrive(Transport.Delivery delivery)
    {
        var bytes = delivery.Body.Length;
        if (suspects?.Claims(delivery) == true)
        {
            suspects.SetAside(delivery);
        }
        else if (!slots.TryAdd(delivery))
        {
            delivery.Requeue();
        }
        else
        {
            tuner?.Arrived(bytes);
        }
    }
}
