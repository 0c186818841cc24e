using Ponos.Delivery.Suspects;
using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>
/// What one queue is doing: whether it is consumed, and the pauses that end that for a while.
/// While paused, what has not started goes back, so that it neither times out here nor is kept from other processes.
/// </summary>
/// <remarks>
/// <c>Starting → Consuming → GivingBack → Paused → Resuming → Consuming</c>, and <c>Stopped</c> from any. A broadcast
/// queue ends with its consumer, so it keeps it: its deliveries wait in their slots.
/// </remarks>
internal sealed class QueueIntake(HandlerPlan plan, LineServices line, JobSlots slots, SuspectQueue? suspects, PrefetchTuner? tuner)
{
    private static readonly TimeSpan FirstLinePause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HandlerConsumers _consumers = new(plan, line, slots, suspects, tuner);
    private StandingPauses _pauses = StandingPauses.None;
    private QueueState _state = QueueState.Starting;
    private ITransport? _transport;
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
                return _pauses.All;
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
            if (_pauses.Any)
            {
                // Paused before it ever began.
                BeginCycle(Task.CompletedTask);
                if (!KeepsConsumer)
                {
                    return;
                }
            }

            _consumers.Announce();
        }

        await _consumers.StartAsync(transport, cancellationToken);
        lock (_gate)
        {
            if (_state == QueueState.Starting)
            {
                _state = QueueState.Consuming;
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

            isNew = !_pauses.Tells(order);
            _pauses = _pauses.With(order, line.Time.GetUtcNow());
            if (_transport is not null && _state is (QueueState.Starting or QueueState.Consuming))
            {
                BeginCycle(KeepsConsumer ? Task.CompletedTask : Detached(_consumers.GiveBackAsync));
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
            _pauses = _pauses.Without(cause);
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

        var wait = failures < 5 ? FirstLinePause * (1 << failures) : PauseOrder.Step;
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

            await _consumers.StopTakingAsync(cancellationToken);
        }
        finally
        {
            slots.Close();
            HandBack();
        }
    }

    /// <summary>Ends the consumers; settlements that are on their way are sent first.</summary>
    public ValueTask CloseAsync() => _consumers.CloseAsync();

    /// <summary>Gives back what has not started.</summary>
    public void HandBack() => _consumers.HandBack();

    /// <summary>Under the lock.</summary>
    private void BeginCycle(Task givenBack)
    {
        _state = QueueState.GivingBack;
        _cycle = line.Work.Run(Detached(() => CycleAsync(givenBack)));
        _givenBack = KeepsConsumer ? _cycle : givenBack;
    }

    /// <summary>Under the lock, so not here: the callbacks would run under it.</summary>
    private void LookNow()
    {
        if (_lookNow is { } lookNow)
        {
            _ = line.Work.Run(lookNow.CancelAsync());
        }
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
            look = Task.Delay(_pauses.WaitAt(line.Time.GetUtcNow()), line.Time, lookNow.Token);
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
                _pauses = _pauses.Looked(pause, isOver, now);
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
                await _consumers.StartAsync(_transport!, line.Draining);
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
            var reason = $"it could not be consumed again: {ForeignText.MessageOf(exception)}";
            _ = PauseAsync(new PauseOrder(PauseCause.Resume, reason) { Look = PauseOrder.Step });
        }

        return true;
    }

    /// <summary>Says that deliveries may start again, unless a pause began meanwhile.</summary>
    private bool TryConsume()
    {
        lock (_gate)
        {
            if (_pauses.Any)
            {
                return false;
            }

            _state = QueueState.Consuming;
            _givenBack = Task.CompletedTask;
            if (!KeepsConsumer)
            {
                _consumers.Announce();
            }
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
