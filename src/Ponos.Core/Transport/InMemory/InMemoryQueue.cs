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

    public int CountReady
    {
        get
        {
            lock (_lock)
            {
                return _ready.Count;
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

    /// <summary>How many receive from it.</summary>
    public int CountReceivers
    {
        get
        {
            lock (_lock)
            {
                return _receivers.Count;
            }
        }
    }

    public int CountUnsettled
    {
        get
        {
            lock (_lock)
            {
                return _unsettled;
            }
        }
    }

    public Arrival Add(InMemoryDelivery delivery)
    {
        bool pump;
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
            pump = ClaimPump();
        }

        Pump(pump);
        if (dropped is not null)
        {
            _bury(this, dropped, "maxlen");
        }

        return Arrival.Taken;
    }

    /// <summary>Settles a delivery, unless it was settled before or its holder is gone.</summary>
    public void Settle(InMemoryDelivery delivery, bool requeue)
    {
        bool pump;
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

            pump = ClaimPump();
        }

        Pump(pump);
    }

    public void Attach(InMemoryReceiver receiver)
    {
        bool pump;
        lock (_lock)
        {
            _receivers.Add(receiver);
            pump = ClaimPump();
        }

        Pump(pump);
    }

    public void SetPrefetch(InMemoryReceiver receiver, int prefetch)
    {
        bool pump;
        lock (_lock)
        {
            receiver.Prefetch = prefetch;
            pump = ClaimPump();
        }

        Pump(pump);
    }

    /// <summary>Completes when nothing more is handed to the receiver.</summary>
    public Task StopAsync(InMemoryReceiver receiver)
    {
        bool pump;
        Task handedOut;
        lock (_lock)
        {
            receiver.Stopped = true;
            _receivers.Remove(receiver);
            handedOut = _handingTo == receiver
                ? (receiver.HandedOut ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task
                : Task.CompletedTask;

            // The next in line of a single active consumer takes over.
            pump = ClaimPump();
        }

        Pump(pump);
        return handedOut;
    }

    /// <summary>
    /// Takes back what a holder has not settled: either it was only looked at, or it was lost with the holder's
    /// connection, and a job that was lost too often is dead.
    /// </summary>
    public void TakeBack(JobHolder holder, bool lost)
    {
        bool pump;
        List<InMemoryDelivery>? dead = null;
        lock (_lock)
        {
            while (holder.ReleaseAny() is { } delivery)
            {
                _unsettled--;
                delivery.Lose();
                if (lost && delivery.Losses >= Arguments.DeliveryLimit)
                {
                    (dead ??= []).Add(delivery);
                }
                else
                {
                    Return(delivery.Again(lost));
                }
            }

            pump = ClaimPump();
        }

        Pump(pump);
        if (dead is null)
        {
            return;
        }

        dead.Sort(static (one, other) => one.Sequence.CompareTo(other.Sequence));
        foreach (var delivery in dead)
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

        Pump(claimed: true);
    }

    /// <summary>Whether there is something for a pump to do and nobody pumps; the caller must then do it.</summary>
    private bool ClaimPump()
    {
        if (_pumping || _ready.Count == 0 || !_receivers.SomeoneCanTake())
        {
            return false;
        }

        _pumping = true;
        _work.Begin();
        return true;
    }

    private void Pump(bool claimed)
    {
        if (claimed)
        {
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
