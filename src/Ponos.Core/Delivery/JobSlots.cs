using System.Diagnostics.CodeAnalysis;

namespace Ponos.Delivery;

/// <summary>
/// What came out of one queue and has not started yet, and the slots that it is run in. No slot waits for a job: one is
/// begun when there is a job for it and goes on until there is none. Only one is being woken at a time, by the delivery
/// that came or by the slot before it, so that a burst does not wake more threads than it needs.
/// </summary>
internal sealed class JobSlots(int count) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Queue<Transport.Delivery> _waiting = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<Transport.Delivery, ValueTask>? _run;
    private int _slots;
    private int _running;
    private bool _waking;
    private bool _closed;

    /// <summary>Deliveries that were taken and have not ended.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Completes when these slots are closed and the last job in them has ended.</summary>
    public Task WhenIdle => _idle.Task;

    /// <summary>Says what runs a delivery. It is not to throw. Before the first delivery.</summary>
    public void Start(Func<Transport.Delivery, ValueTask> run) => _run = run;

    /// <summary>Takes a delivery, to be run as soon as a slot is free; false once closed.</summary>
    public bool TryAdd(Transport.Delivery delivery)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _waiting.Enqueue(delivery);
            if (!TryWake())
            {
                return true;
            }
        }

        Wake();
        return true;
    }

    /// <summary>Takes back a delivery that has not started.</summary>
    public bool TryTakeBack([NotNullWhen(true)] out Transport.Delivery? delivery)
    {
        lock (_gate)
        {
            return _waiting.TryDequeue(out delivery);
        }
    }

    /// <summary>Takes no more. What waits is run or taken back.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            CompleteWhenIdle();
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        for (var delivery = First(); delivery is not null; delivery = Next())
        {
            await _run!(delivery);
        }
    }

    private Transport.Delivery? First()
    {
        lock (_gate)
        {
            _waking = false;
            _running++;
        }

        return Next();
    }

    /// <summary>Ends what the slot ran; the next delivery for it, or none when the slot has ended.</summary>
    private Transport.Delivery? Next()
    {
        Transport.Delivery? delivery;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out delivery))
            {
                _running--;
                _slots--;
                CompleteWhenIdle();
                return null;
            }

            if (!TryWake())
            {
                return delivery;
            }
        }

        Wake();
        return delivery;
    }

    /// <summary>Under the lock.</summary>
    private bool TryWake()
    {
        if (_waking || _slots == count || _waiting.Count == 0)
        {
            return false;
        }

        _slots++;
        return _waking = true;
    }

    // Into the thread's own queue: it may be the one that goes on with it.
    private void Wake() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);

    /// <summary>Under the lock.</summary>
    private void CompleteWhenIdle()
    {
        if (_closed && _slots == 0)
        {
            _idle.TrySetResult();
        }
    }
}
