using Ponos.Delivery.Suspects;
using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>
/// What one queue is doing: its consumer, which hands its deliveries to the slots, and the pauses that end it for a while.
/// While paused, what has not started goes back, so that it neither times out here nor is kept from other processes.
/// </summary>
/// <remarks>
/// <c>Starting → Consuming → GivingBack → Paused → Resuming → Consuming</c>, and <c>Stopped</c> from any. A broadcast
/// queue ends with its consumer, so it keeps it: its deliveries wait in their slots.
/// </remarks>
internal sealed class QueueIntake(HandlerPlan plan, LineServices line, JobSlots slots, SuspectQueue? suspects, PrefetchTuner? tuner)
{
    /// <summary>How often it is looked at whether a pause is over that does not say when it will be.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstLinePause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<StandingPause> _pauses = [];
    private QueueState _state = QueueState.Starting;
    private ITransport? _transport;
    private Task<IReceiver>? _receiver;
    private Task _givenBack = Task.CompletedTask;
    private Task _cycle = Task.CompletedTask;
    private CancellationTokenSource? _lookNow;
    private int _lineFailures;
    private string? _unproved;

    /// <summary>What the queue is doing now.</summary>
    public QueueState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>The pauses that stand; none while the queue is consumed.</summary>
    public IReadOnlyList<StandingPause> Pauses
    {
        get
        {
            lock (_gate)
            {
                return [.. _pauses];
            }
        }
    }

    /// <summary>Why a single job shows now whether a pause is over; none where none does.</summary>
    public string? Probing => slots.Running > 0 ? Volatile.Read(ref _unproved) : null;

    private bool KeepsConsumer => plan.Descriptor.Settings.Broadcast ?? false;

    public async Task StartAsync(ITransport transport, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _transport = transport;
            if (_pauses.Count > 0)
            {
                // Paused before it ever began.
                _state = QueueState.GivingBack;
                BeginCycle(Task.CompletedTask);
                _givenBack = KeepsConsumer ? _cycle : _givenBack;
                if (!KeepsConsumer)
                {
                    return;
                }
            }
        }

        await ConsumeAsync(cancellationToken);
        lock (_gate)
        {
            if (_state == QueueState.Starting)
            {
                _state = QueueState.Consuming;
                BeginCycleIfPaused();
            }
        }
    }

    /// <summary>
    /// Whether a delivery that was taken just now may start. One that may not goes back: it was taken while a pause began.
    /// </summary>
    public ValueTask<bool> MayStartAsync(JobSlot slot)
    {
        lock (_gate)
        {
            return _state is QueueState.Starting or QueueState.Consuming ? new(true) : RefuseAsync(slot, _givenBack);
        }

        static async ValueTask<bool> RefuseAsync(JobSlot slot, Task givenBack)
        {
            await slot.WaitAsync(givenBack);
            return false;
        }
    }

    /// <summary>Leaves the queue alone until the pause is over. Completes when what is at hand may go back.</summary>
    public Task PauseAsync(PauseOrder order)
    {
        bool isNew;
        Task givenBack;
        lock (_gate)
        {
            if (_state == QueueState.Stopped || line.Draining.IsCancellationRequested)
            {
                return Task.CompletedTask;
            }

            var now = line.Time.GetUtcNow();
            var standing = _pauses.Find(pause => pause.Order.Cause == order.Cause);
            isNew = standing is null || standing.Order.Reason != order.Reason;
            _pauses.Remove(standing!);
            _pauses.Add(new StandingPause(order, standing?.Since ?? now, now + order.Look));
            if (_transport is not null)
            {
                BeginCycleIfPaused();
            }

            LookNow();
            givenBack = _givenBack;
        }

        if (isNew)
        {
            line.Log.ConsumingPaused(plan.Queue, order.Reason);
        }

        return givenBack;
    }

    /// <summary>Ends a pause of one cause. Nobody waits for what follows: it may be a job of this queue that asks.</summary>
    public void Resume(PauseCause cause)
    {
        lock (_gate)
        {
            _pauses.RemoveAll(pause => pause.Order.Cause == cause);
            LookNow();
        }
    }

    /// <summary>A job went through the line: whatever was to be proved is proved.</summary>
    public void Passed()
    {
        if (Volatile.Read(ref _unproved) is null)
        {
            return;
        }

        lock (_gate)
        {
            (_unproved, _lineFailures) = (null, 0);
        }

        slots.Prove(false);
    }

    /// <summary>The line failed with a job. It is tried again, and each time after a longer pause.</summary>
    public Task FailedAsync(Exception exception)
    {
        int failures;
        var reason = $"a job could not be settled because of an error in Ponos itself: {ForeignText.MessageOf(exception)}";
        lock (_gate)
        {
            _unproved = reason;
            failures = _lineFailures++;
        }

        var wait = failures < 5 ? FirstLinePause * (1 << failures) : Step;
        return PauseAsync(new PauseOrder(PauseCause.Line, reason) { Look = wait });
    }

    /// <summary>Takes no more; what has not started goes back.</summary>
    public async Task StopTakingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _cycle;
            lock (_gate)
            {
                _state = QueueState.Stopped;
            }

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
        finally
        {
            slots.Close();
            HandBack();
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

    /// <summary>Under the lock.</summary>
    private void BeginCycleIfPaused()
    {
        if (_pauses.Count == 0 || _state is not (QueueState.Starting or QueueState.Consuming))
        {
            return;
        }

        _state = QueueState.GivingBack;
        if (KeepsConsumer)
        {
            BeginCycle(Task.CompletedTask);
            _givenBack = _cycle;
        }
        else
        {
            _givenBack = Detached(GiveBackAsync);
            BeginCycle(_givenBack);
        }
    }

    /// <summary>Under the lock.</summary>
    private void BeginCycle(Task givenBack) => _cycle = line.Work.Run(Detached(() => CycleAsync(givenBack)));

    /// <summary>Under the lock, so not here: the callbacks would run under it.</summary>
    private void LookNow()
    {
        if (_lookNow is { } lookNow)
        {
            _ = line.Work.Run(lookNow.CancelAsync());
        }
    }

    private Task ConsumeAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(ReceiveAsync(cancellationToken), suspects?.StartAsync(_transport!, cancellationToken) ?? Task.CompletedTask);

    /// <summary>Starts the consumer. Its first delivery may begin a pause before the start has completed.</summary>
    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource<IReceiver>(TaskCreationOptions.RunContinuationsAsynchronously);
        _receiver = started.Task;
        try
        {
            var limits = HoldRule.For(plan) with { Prefetch = tuner?.Current ?? plan.Prefetch };
            var receiver = await _transport!.ReceiveAsync(plan.Queue, limits, Arrive, cancellationToken);
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

    private async Task GiveBackAsync()
    {
        tuner?.Leave();
        try
        {
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

    /// <summary>From a pause's beginning until the queue is consumed again.</summary>
    private async Task CycleAsync(Task givenBack)
    {
        await givenBack;
        do
        {
            Enter(QueueState.Paused);
            await LookAsync();
        }
        while (!line.Draining.IsCancellationRequested && !(EndPauses() && await TryResumeAsync()));
    }

    /// <summary>Waits until a pause is to be looked at, or somebody ends one.</summary>
    private async Task LookAsync()
    {
        CancellationTokenSource lookNow;
        Task look;
        lock (_gate)
        {
            lookNow = _lookNow = CancellationTokenSource.CreateLinkedTokenSource(line.Draining);
            var now = line.Time.GetUtcNow();
            var wait = _pauses.Count == 0 ? now : _pauses.Min(static pause => pause.LookAt);
            look = Task.Delay(
                wait is null ? Timeout.InfiniteTimeSpan : wait > now ? wait.Value - now : TimeSpan.Zero, line.Time, lookNow.Token);
        }

        await line.Work.WaitAsync(look).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _lookNow = null;
        }

        lookNow.Dispose();
    }

    /// <summary>Ends the pauses that are over; false while one stands.</summary>
    private bool EndPauses()
    {
        var now = line.Time.GetUtcNow();
        foreach (var pause in Pauses.Where(pause => pause.LookAt <= now))
        {
            var isOver = IsOver(pause.Order);
            lock (_gate)
            {
                // Unless it was replaced meanwhile by a newer one of its cause.
                if (_pauses.Remove(pause) && !isOver)
                {
                    _pauses.Add(pause with { LookAt = now + pause.Order.Look });
                }

                _unproved = isOver && pause.Order.Probes ? pause.Order.Reason : _unproved;
            }
        }

        return Pauses.Count == 0;
    }

    private bool IsOver(PauseOrder order)
    {
        try
        {
            return order.IsOver();
        }
        catch (Exception exception)
        {
            line.Log.ResumeFailed(exception, plan.Queue);
            return false;
        }
    }

    private async Task<bool> TryResumeAsync()
    {
        Enter(QueueState.Resuming);
        try
        {
            if (!KeepsConsumer)
            {
                // The old consumer's channel can only go when no job of it is left to settle.
                await line.Work.WaitAsync(slots.WhenEmpty, line.Draining);
                await CloseAsync();
            }

            if (!TryConsume())
            {
                return false;
            }

            if (!KeepsConsumer)
            {
                await ConsumeAsync(line.Draining);
            }

            line.Log.ConsumingResumed(plan.Queue);
        }
        catch (OperationCanceledException) when (line.Draining.IsCancellationRequested)
        {
            // The server stops, and its queues with it.
        }
        catch (Exception exception)
        {
            line.Log.ResumeFailed(exception, plan.Queue);
            _ = PauseAsync(
                new PauseOrder(PauseCause.Resume, $"it could not be consumed again: {ForeignText.MessageOf(exception)}") { Look = Step });
        }

        return true;
    }

    /// <summary>Says that deliveries may start again, unless a pause began meanwhile.</summary>
    private bool TryConsume()
    {
        lock (_gate)
        {
            if (_pauses.Count > 0)
            {
                return false;
            }

            _state = QueueState.Consuming;
            _givenBack = Task.CompletedTask;
        }

        // After a pause that has to prove its end, one job goes first.
        slots.Prove(Volatile.Read(ref _unproved) is not null);
        return true;
    }

    private void Enter(QueueState state)
    {
        lock (_gate)
        {
            if (_state != QueueState.Stopped)
            {
                _state = state;
            }
        }
    }

    /// <summary>Runs apart from whoever asked for it: out of the lock, and without the job or activity that runs there.</summary>
    private static Task Detached(Func<Task> work)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return Task.Run(work);
        }

        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(work);
        }
    }
}

/// <summary>A pause that stands.</summary>
internal sealed record StandingPause(PauseOrder Order, DateTimeOffset Since, DateTimeOffset? LookAt);
