using Ponos.Topology;

namespace Ponos.Transport.InMemory;

/// <summary>One queue: what is ready, who receives, and the pump that hands the one to the other.</summary>
/// <remarks>
/// The pump runs on the thread pool, one at a time per queue, and never on the thread of whoever sends or settles: so
/// order holds, a receiver that sends or settles inside its callback finds no lock held and no stack growing, and it
/// doesn't see the sender's execution context, whose activity and current job aren't its own.
/// </remarks>
internal sealed class InMemoryQueue : IThreadPoolWorkItem
{
    /// <summary>Deliveries in a row before the pump lets other work have the thread.</summary>
    private const int Burst = 256;

    private readonly Lock _lock = new();
    private readonly ReadyJobs _ready;
    private readonly ReceiverTurns _receivers;
    private readonly WorkUnderway _work;
    private readonly Action<InMemoryQueue, InMemoryDelivery, string> _bury;
    private InMemoryReceiver? _handingTo;
    private long _arrivals;
    private int _unsettled;
    private bool _pumping;
    private bool _removed;

    /// <param name="shape">What was declared.</param>
    /// <param name="declarer">The transport that declared it.</param>
    /// <param name="work">Counts the queues that are pumped.</param>
    /// <param name="bury">Takes a job that the queue has given up on, and the reason.</param>
    public InMemoryQueue(
        QueueShape shape, InMemoryTransport declarer, WorkUnderway work, Action<InMemoryQueue, InMemoryDelivery, string> bury)
    {
        Shape = shape;
        Arguments = new QueueArguments(shape);
        _ready = new ReadyJobs(Arguments);
        Owner = shape.Transient ? declarer : null;
        _receivers = new ReceiverTurns(Arguments.SingleActiveConsumer);
        (_work, _bury) = (work, bury);
    }

    public string Name => Shape.Name;

    public QueueShape Shape { get; }

    public QueueArguments Arguments { get; }

    /// <summary>The transport that a transient queue ends with; <see langword="null"/> for one that stays.</summary>
    public InMemoryTransport? Owner { get; }

    /// <summary>How many jobs are ready, how many were handed out and not settled, and how many receive from it.</summary>
    public (int Ready, int Unsettled, int Receivers) Counts
    {
        get
        {
            lock (_lock)
            {
                return (_ready.Count, _unsettled, _receivers.Count);
            }
        }
    }

    /// <summary>The jobs that were never taken: all of a stream.</summary>
    public IReadOnlyList<InMemoryDelivery> Ready
    {
        get
        {
            lock (_lock)
            {
                return [.. _ready.Arrived];
            }
        }
    }

    public Arrival Add(InMemoryDelivery delivery)
    {
        InMemoryDelivery? dropped = null;
        lock (_lock)
        {
            if (_removed)
            {
                return Arrival.Removed;
            }

            if (_ready.Count >= Arguments.MaxLength)
            {
                if (Arguments.RejectWhenFull)
                {
                    return Arrival.Full;
                }

                dropped = _ready.Take();
            }

            delivery.Sequence = _arrivals++;
            _ready.Add(delivery);
            Pump();
        }

        if (dropped is not null)
        {
            _bury(this, dropped, "maxlen");
        }

        return Arrival.Taken;
    }

    /// <summary>Settles a delivery, unless it was settled before or its holder is gone.</summary>
    public void Settle(InMemoryDelivery delivery, bool requeue)
    {
        lock (_lock)
        {
            if (delivery.Holder is not { } holder)
            {
                return;
            }

            holder.Release(delivery);
            _unsettled--;
            if (requeue)
            {
                Return(delivery.Again(lost: false));
            }

            Pump();
        }
    }

    public void Attach(InMemoryReceiver receiver)
    {
        lock (_lock)
        {
            _receivers.Add(receiver);
            Pump();
        }
    }

    public void SetPrefetch(InMemoryReceiver receiver, int prefetch)
    {
        lock (_lock)
        {
            receiver.Prefetch = prefetch;
            Pump();
        }
    }

    /// <summary>Completes when nothing more is handed to the receiver.</summary>
    public Task StopAsync(InMemoryReceiver receiver)
    {
        lock (_lock)
        {
            receiver.Stopped = true;
            _receivers.Remove(receiver);

            // The next in line of a single active consumer takes over.
            Pump();
            return _handingTo == receiver
                ? (receiver.HandedOut ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task
                : Task.CompletedTask;
        }
    }

    /// <summary>
    /// Takes back what a holder has not settled: either it was only looked at, or it was lost with the holder's
    /// connection, and a job that was lost too often is dead.
    /// </summary>
    public void TakeBack(JobHolder holder, bool lost)
    {
        List<InMemoryDelivery> dead = [];
        lock (_lock)
        {
            foreach (var delivery in holder.ReleaseAll())
            {
                _unsettled--;
                delivery.Lose();
                if (lost && delivery.Losses >= Arguments.DeliveryLimit)
                {
                    dead.Add(delivery);
                }
                else
                {
                    Return(delivery.Again(lost));
                }
            }

            Pump();
        }

        foreach (var delivery in dead.OrderBy(static delivery => delivery.Sequence))
        {
            _bury(this, delivery, "delivery_limit");
        }
    }

    /// <summary>Hands a reader the first in line, if any.</summary>
    public InMemoryDelivery? Take(JobHolder reader)
    {
        lock (_lock)
        {
            return _ready.Count == 0 ? null : TakeFor(reader);
        }
    }

    /// <summary>Ends the queue with all that is in it.</summary>
    public void Remove()
    {
        lock (_lock)
        {
            _removed = true;
            _receivers.Clear();
            _ready.Clear();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var handed = 0; handed < Burst; handed++)
        {
            InMemoryReceiver? receiver;
            InMemoryDelivery delivery;
            lock (_lock)
            {
                if (_handingTo is { } before)
                {
                    _handingTo = null;
                    before.HandedOut?.TrySetResult();
                }

                receiver = _ready.Count == 0 ? null : _receivers.Next();
                if (receiver is null)
                {
                    _pumping = false;
                    _work.End();
                    return;
                }

                delivery = TakeFor(receiver);
                _handingTo = receiver;
            }

            receiver.HandOut(delivery);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Begins to pump, if there is something for a pump to do and nobody pumps.</summary>
    private void Pump()
    {
        if (!_pumping && _ready.Count > 0 && _receivers.SomeoneCanTake())
        {
            _pumping = true;
            _work.Begin();
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private InMemoryDelivery TakeFor(JobHolder holder)
    {
        var delivery = _ready.Take();
        holder.Hold(delivery);
        _unsettled++;
        return delivery;
    }

    private void Return(InMemoryDelivery delivery)
    {
        if (!_removed)
        {
            _ready.Return(delivery);
        }
    }
}
