using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>
/// Has as many jobs handed out as make about a quarter of a second of work. It learns from each job that ends, and looks
/// every second while jobs are in hand: for one that never ends, and for deliveries that wait for the broker and not for a slot.
/// </summary>
internal sealed class PrefetchTuner(HandlerPlan plan, LineServices line, JobSlots slots)
{
    /// <summary>How much the newest job weighs against those before it: an eighth.</summary>
    private const int Weight = 8;

    /// <summary>However many deliveries wait for the broker.</summary>
    private const int MostPinned = 10_000;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private IReceiver? _receiver;
    private int _fitting = plan.Prefetch;
    private int _pinned;
    private long _average;
    private int _size;
    private bool _changing;
    private bool _looking;
    private bool _starved;

    private PrefetchRule Rule => new(slots.Allowed);

    /// <summary>What the queue is consumed with.</summary>
    public int Current => Volatile.Read(ref _fitting) + Volatile.Read(ref _pinned);

    /// <summary>Tunes a consumer from now on, which began with <see cref="Current"/>.</summary>
    public void Use(IReceiver receiver) => Volatile.Write(ref _receiver, receiver);

    /// <summary>The consumer is to be left alone: it is being ended.</summary>
    public void Leave() => Volatile.Write(ref _receiver, null);

    /// <summary>A delivery came, with a body of so many bytes.</summary>
    public void Arrived(int bytes)
    {
        // The largest of late: it is forgotten as it is outnumbered.
        var size = Volatile.Read(ref _size);
        Volatile.Write(ref _size, bytes >= size ? bytes : size - ((size - bytes) / Weight));
        if (PrefetchRule.MostOf(bytes) is var most && most < Volatile.Read(ref _fitting))
        {
            Consider(most, Volatile.Read(ref _pinned));
        }

        if (!Volatile.Read(ref _looking) && !Interlocked.Exchange(ref _looking, true))
        {
            _ = LookAsync();
        }
    }

    /// <summary>A job gave its slot back.</summary>
    public void Ended(TimeSpan each)
    {
        // Several slots may write at once: one that is lost is an eighth of nothing.
        var average = Volatile.Read(ref _average);
        average = average == 0 ? each.Ticks : average + ((each.Ticks - average) / Weight);
        Volatile.Write(ref _average, Math.Max(1, average));
        Consider(Fitting(TimeSpan.FromTicks(average)), Volatile.Read(ref _pinned));
    }

    /// <summary>More may run at a time than before, or fewer.</summary>
    public void Allowed()
    {
        var average = TimeSpan.FromTicks(Volatile.Read(ref _average));
        Consider(
            average == TimeSpan.Zero ? Math.Max(Volatile.Read(ref _fitting), slots.Allowed) : Fitting(average), Volatile.Read(ref _pinned));
    }

    private int Fitting(TimeSpan each) => Math.Min(Rule.For(each), PrefetchRule.MostOf(Volatile.Read(ref _size)));

    /// <summary>
    /// What fits the jobs, and besides as many places as are taken for good: those are not to be weighed against each other.
    /// </summary>
    private void Consider(int fitting, int pinned)
    {
        if (!Rule.IsWorth(fitting, Volatile.Read(ref _fitting)) && pinned == Volatile.Read(ref _pinned))
        {
            return;
        }

        lock (_gate)
        {
            if (_changing || _receiver is not { } receiver)
            {
                return;
            }

            _changing = true;
            _ = line.Work.Run(Task.Run(() => ChangeAsync(receiver, fitting, pinned)));
        }
    }

    private async Task ChangeAsync(IReceiver receiver, int fitting, int pinned)
    {
        var (before, wanted) = (Current, fitting + pinned);
        try
        {
            Volatile.Write(ref _fitting, fitting);
            Volatile.Write(ref _pinned, pinned);
            for (IReceiver? next = receiver, done = null; next is not null && next != done; next = Volatile.Read(ref _receiver))
            {
                // Another consumer may have begun meanwhile, with the number before.
                await next.SetPrefetchAsync(wanted, line.Draining);
                done = next;
            }

            line.Log.PrefetchChanged(plan.Queue, before, wanted);
            foreach (var spare in slots.TakeBackAllBut(wanted))
            {
                spare.Requeue();
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Its connection is gone or the server stops; the next consumer begins with the number that was wanted.
            line.Log.PrefetchNotChanged(plan.Queue, wanted, ForeignText.MessageOf(exception).ToString());
        }
        finally
        {
            lock (_gate)
            {
                _changing = false;
            }
        }
    }

    private async Task LookAsync()
    {
        try
        {
            do
            {
                await Task.Delay(Look, line.Time, line.Draining);
                LookOnce();
            }
            while (Volatile.Read(ref _receiver) is { Unsettled: > 0 });
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }

        Volatile.Write(ref _looking, false);
    }

    private void LookOnce()
    {
        var (running, pending) = (slots.Taken, slots.Pending);
        if (pending > 0 && running.Count > 0)
        {
            // As long as it has taken already, at least.
            var now = line.Time.GetUtcNow();
            var each = TimeSpan.FromTicks(Math.Max(Volatile.Read(ref _average), (long)running.Average(slot => (now - slot.Since).Ticks)));
            if (Fitting(each) is var fitting && fitting < Volatile.Read(ref _fitting))
            {
                Consider(fitting, Volatile.Read(ref _pinned));
            }
        }

        // What waits for the broker, as a job does that its dead queue has no room for, keeps its place in the prefetch.
        var unsettled = Volatile.Read(ref _receiver)?.Unsettled ?? 0;
        var starved = pending == 0 && running.Count < slots.Allowed && unsettled >= Current;
        if (starved && _starved)
        {
            Consider(Volatile.Read(ref _fitting), Math.Min(unsettled, MostPinned));
        }
        else if (unsettled < Volatile.Read(ref _pinned))
        {
            // They came free.
            Consider(Volatile.Read(ref _fitting), 0);
        }

        _starved = starved;
    }
}
