using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Delivery.Suspects;

/// <summary>
/// The queue in which a handler's jobs are tried by themselves that came back too often. Its single active consumer holds
/// many and runs one at a time. Before a job runs, a copy of it that says so takes its place on the broker, so that its
/// tries count its own beginnings and nothing else: no wait, no orderly stop, no crash by another.
/// </summary>
internal sealed class SuspectQueue(HandlerPlan plan, LineServices line, JobSlots slots, Settler settler, SuspectTurn turn)
{
    /// <summary>
    /// What is in hand is not begun, so that much of it costs no more than memory; and the copy that begins comes behind it.
    /// </summary>
    private const int Prefetch = 200;

    /// <summary>How often it is looked for the copy that begins, before another is made.</summary>
    private const int Looks = 30;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Queue<Transport.Delivery> _held = new();
    private readonly SuspectRule _rule = new(plan.DeliveryLimit);
    private Task<IReceiver>? _receiver;
    private CancellationTokenSource? _stop; // Of the consumer that stands.
    private Task _trying = Task.CompletedTask;
    private SuspectDelivery? _current;
    private bool _isTrying;

    /// <summary>What is in hand and not being tried.</summary>
    private int Held
    {
        get
        {
            lock (_gate)
            {
                return _held.Count;
            }
        }
    }

    /// <summary>Whether a delivery of the handler's own queue is to be tried by itself.</summary>
    public bool Claims(Transport.Delivery delivery) => _rule.IsSuspect(delivery.DeliveryCount);

    /// <summary>Moves a delivery of the handler's own queue here.</summary>
    public void SetAside(Transport.Delivery delivery)
    {
        line.Log.JobSetAside(plan.Queue, ForeignText.Name(delivery.MessageId), delivery.DeliveryCount);
        _ = settler.SetAsideAsync(Read(delivery), new SuspectMark(0));
    }

    public async Task StartAsync(ITransport transport, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _stop?.Dispose();
            _stop = CancellationTokenSource.CreateLinkedTokenSource(line.Draining);
        }

        _receiver = transport.ReceiveAsync(
            plan.SuspectQueue!, new ReceiveLimits(Prefetch) { LongestHold = HoldRule.Longest, Single = true }, Arrive, cancellationToken);
        await _receiver;
    }

    /// <summary>Takes no more; what has not begun goes back and counts for nothing.</summary>
    public async Task StopTakingAsync(CancellationToken cancellationToken)
    {
        await (_stop?.CancelAsync() ?? Task.CompletedTask);
        if (_receiver is { } starting)
        {
            // One that never came to be has nothing to stop.
            await ((Task)starting).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (starting.IsCompletedSuccessfully)
            {
                await (await starting).StopAsync(cancellationToken);
            }
        }

        while (TryTakeHeld(out var delivery))
        {
            PutBack(delivery);
        }
    }

    /// <summary>Ends the consumer, when what came back from the last slot is on the broker.</summary>
    public async ValueTask CloseAsync()
    {
        // A handler that ignores its cancellation is left behind, as it is in every queue.
        if (Volatile.Read(ref _current) is not { Ended.IsCompleted: false })
        {
            await _trying;
        }

        if (_receiver is { IsCompletedSuccessfully: true } receiver)
        {
            await (await receiver).DisposeAsync();
        }
    }

    /// <summary>Puts a copy that says that the job begins in the place of the one that waited.</summary>
    public async ValueTask<bool> BeginAsync(SuspectDelivery suspect)
    {
        if (_rule.IsDeadly(suspect.Mark.Begins))
        {
            line.Log.JobDeadly(plan.Queue, ForeignText.Name(suspect.MessageId), suspect.Mark.Begins);
            suspect.Convict(new DeadlyJobException(suspect.Mark.Begins, _rule));
            return true;
        }

        var mark = suspect.Mark.Begin();
        var marked = suspect.Expect(mark);
        var waiting = suspect.InHand;
        var isMoved = await settler.SetAsideAsync(Read(waiting), mark);
        for (var looks = 0; !marked.IsCompleted && looks < Looks && !line.Draining.IsCancellationRequested; looks++)
        {
            await Task.WhenAny(marked, Task.Delay(BetweenLooks, line.Time, line.Draining));
            if (!marked.IsCompleted)
            {
                await MakeWayAsync();
            }
        }

        if (!marked.IsCompleted && suspect.TryGiveUp())
        {
            return false;
        }

        suspect.Begin(await marked);
        // Had the broker not read that the one that waited is settled, it would come back beside the copy if the process ends now.
        return isMoved && await waiting.IsSettledAsync(line.Draining) && !suspect.IsGone;
    }

    private void Arrive(Transport.Delivery delivery)
    {
        lock (_gate)
        {
            if (!_stop!.IsCancellationRequested)
            {
                if (_current?.TryTake(delivery) == true)
                {
                    return;
                }

                _held.Enqueue(delivery);
                if (!_isTrying)
                {
                    _isTrying = true;
                    _trying = line.Work.Run(Task.Run(TryEachAsync));
                }

                return;
            }
        }

        PutBack(delivery);
    }

    private async Task TryEachAsync()
    {
        while (TryTakeNext(out var delivery))
        {
            try
            {
                await TryAsync(delivery);
            }
            catch (OperationCanceledException) when (_stop!.IsCancellationRequested)
            {
                PutBack(delivery);
            }
            catch (Exception exception)
            {
                // Its channel keeps what is left of it.
                line.Log.LineFailed(exception, plan.SuspectQueue!);
            }
        }
    }

    /// <summary>Tries one until the line is done with it, its channel is gone, or a copy of it stands on the broker instead.</summary>
    private async Task TryAsync(Transport.Delivery delivery)
    {
        while (!delivery.IsGone)
        {
            await TakeTurnAsync();
            var suspect = new SuspectDelivery(delivery, this);
            try
            {
                Volatile.Write(ref _current, suspect);
                if (!slots.TryAdd(suspect))
                {
                    PutBack(delivery);
                    return;
                }

                await line.Work.WaitAsync(suspect.Ended);
                if (suspect.Stage == SuspectStage.Begun && !suspect.IsGone)
                {
                    // An orderly stop interrupted it, or its queue rests: that it began is not to count.
                    await settler.SetAsideAsync(Read(suspect.InHand), suspect.Mark.Wait());
                }

                if (suspect.Stage != SuspectStage.Waiting)
                {
                    return;
                }
            }
            finally
            {
                Volatile.Write(ref _current, null);
                turn.GiveBack();
            }

            // It is being paused, or has reached a limit.
            await line.Work.WaitAsync(Task.Delay(BetweenTries, line.Time, _stop!.Token));
        }
    }

    private async Task TakeTurnAsync()
    {
        var mine = turn.TakeAsync();
        try
        {
            await line.Work.WaitAsync(mine, _stop!.Token);
        }
        catch (OperationCanceledException)
        {
            turn.Renounce(mine);
            throw;
        }
    }

    /// <summary>The copy that begins is behind more than can be held: what is held goes behind it.</summary>
    private async Task MakeWayAsync()
    {
        if (Held < Prefetch - 1)
        {
            return;
        }

        for (var left = Held; left > 0 && TryTakeHeld(out var delivery); left--)
        {
            await settler.SetAsideAsync(Read(delivery), SuspectMark.Of(delivery).Wait());
        }
    }

    /// <summary>Without counting: a copy that was made to begin, and did not here, would count as one that did.</summary>
    private void PutBack(Transport.Delivery delivery)
    {
        var mark = SuspectMark.Of(delivery);
        if (mark.Begun is null || delivery.IsGone)
        {
            delivery.Requeue();
        }
        else
        {
            _ = settler.SetAsideAsync(Read(delivery), mark.Wait());
        }
    }

    private IncomingJob Read(Transport.Delivery delivery) =>
        new(delivery, plan, JobEnvelope.ReadTries(delivery.Headers, plan.Retry.MaxAttempts, line.Time), tid: null);

    private bool TryTakeHeld(out Transport.Delivery delivery)
    {
        lock (_gate)
        {
            return _held.TryDequeue(out delivery!);
        }
    }

    /// <summary>The next one to try; false when none is in hand, and then nobody tries any more.</summary>
    private bool TryTakeNext(out Transport.Delivery delivery)
    {
        lock (_gate)
        {
            return _isTrying = _held.TryDequeue(out delivery!);
        }
    }
}
