using System.Diagnostics.CodeAnalysis;
using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>
/// What came out of one queue and has not started yet, and the slots that it is run in. No slot waits for a job: one is
/// begun when there is a job for it and goes on until there is none. Only one is being woken at a time, by the delivery
/// that came or by the slot before it, so that a burst does not wake more threads than it needs.
/// </summary>
internal sealed class JobSlots(int count, WorkUnderway work)
{
    private readonly Lock _gate = new();
    private readonly Queue<Transport.Delivery> _waiting = new();
    private readonly List<JobSlot> _made = [];
    private readonly Stack<JobSlot> _free = new();
    private TaskCompletionSource? _empty;
    private Func<JobSlot, Transport.Delivery, ValueTask>? _run;
    private int _allowed = count;
    private bool _isProving;
    private int _slots;
    private int _running;
    private bool _waking;
    private bool _closed;

    /// <summary>Deliveries that were taken and have not ended.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Deliveries that came and were not taken yet.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>What runs now.</summary>
    public IReadOnlyList<SlotState> Taken
    {
        get
        {
            lock (_gate)
            {
                return [.. _made.Select(static slot => slot.State).OfType<SlotState>()];
            }
        }
    }

    /// <summary>Completes as soon as nothing runs.</summary>
    public Task WhenEmpty
    {
        get
        {
            lock (_gate)
            {
                return _slots == 0
                    ? Task.CompletedTask
                    : (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
    }

    /// <summary>Says what runs a delivery. It is not to throw. Before the first delivery.</summary>
    public void Start(Func<JobSlot, Transport.Delivery, ValueTask> run) => _run = run;

    /// <summary>Takes a delivery, to be run as soon as a slot is free; false once closed.</summary>
    public bool TryAdd(Transport.Delivery delivery)
    {
        JobSlot? woken;
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _waiting.Enqueue(delivery);
            woken = TakeSlot();
        }

        woken?.Wake();
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

    /// <summary>Takes back the youngest that have not started, but for so many.</summary>
    public IReadOnlyList<Transport.Delivery> TakeBackAllBut(int most)
    {
        lock (_gate)
        {
            if (_waiting.Count <= most)
            {
                return [];
            }

            Transport.Delivery[] all = [.. _waiting];
            _waiting.Clear();
            foreach (var kept in all.AsSpan(0, most))
            {
                _waiting.Enqueue(kept);
            }

            return all[most..];
        }
    }

    /// <summary>How many may run at a time: what is configured, or what an operator said.</summary>
    public int Allowed => Volatile.Read(ref _allowed);

    /// <summary>Under the lock.</summary>
    private int Limit => _isProving ? 1 : _allowed;

    /// <summary>Runs one at a time until it is told otherwise: the first job is to prove something.</summary>
    public void Prove(bool isProving)
    {
        JobSlot? woken;
        lock (_gate)
        {
            _isProving = isProving;
            woken = TakeSlot();
        }

        woken?.Wake();
    }

    /// <summary>An operator lets so many run at a time, from 1.</summary>
    public void Allow(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        JobSlot? woken;
        lock (_gate)
        {
            Volatile.Write(ref _allowed, most);
            woken = TakeSlot();
        }

        woken?.Wake();
    }

    /// <summary>Cancels a job that runs now.</summary>
    /// <returns>Whether it was there.</returns>
    public bool TryCancel(string messageId, JobCancellation cancellation)
    {
        JobSlot[] slots;
        lock (_gate)
        {
            slots = [.. _made];
        }

        return Array.Exists(slots, slot => slot.TryCancel(messageId, cancellation));
    }

    /// <summary>Takes no more. What waits is run or taken back.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    /// <summary>A slot at work, from its first delivery to the moment when there is none for it.</summary>
    public async Task WorkAsync(JobSlot slot)
    {
        for (var delivery = First(slot); delivery is not null; delivery = Next(slot))
        {
            try
            {
                await _run!(slot, delivery);
            }
            catch (Exception)
            {
                // It was not to throw. Whatever it was, it does not end the slot; its delivery comes back with its channel.
            }
            finally
            {
                slot.End();
            }
        }
    }

    private Transport.Delivery? First(JobSlot slot)
    {
        lock (_gate)
        {
            _waking = false;
            _running++;
        }

        return Next(slot);
    }

    /// <summary>The next delivery for a slot whose last one has ended; none when the slot has ended too.</summary>
    private Transport.Delivery? Next(JobSlot slot)
    {
        Transport.Delivery? delivery = null;
        JobSlot? woken = null;
        lock (_gate)
        {
            if (_slots > Limit || !_waiting.TryDequeue(out delivery))
            {
                _running--;
                _slots--;
                _free.Push(slot);
                CompleteWhenEmpty();
            }
            else
            {
                woken = TakeSlot();
            }
        }

        woken?.Wake();
        if (delivery is null)
        {
            work.End();
        }

        return delivery;
    }

    /// <summary>A slot for what waits, if one may be woken now. Under the lock.</summary>
    private JobSlot? TakeSlot()
    {
        if (_waking || _slots >= Limit || _waiting.Count == 0)
        {
            return null;
        }

        _slots++;
        _waking = true;
        work.Begin();
        if (!_free.TryPop(out var slot))
        {
            _made.Add(slot = new JobSlot(this, work));
        }

        return slot;
    }

    /// <summary>Under the lock.</summary>
    private void CompleteWhenEmpty()
    {
        if (_slots == 0)
        {
            _empty?.TrySetResult();
            _empty = null;
        }
    }
}
