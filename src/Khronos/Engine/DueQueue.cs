namespace Khronos.Engine;

/// <summary>
/// All schedules by their due time. The heap holds numbers: among very many schedules, each anywhere in memory, almost
/// nothing is touched but those that are due.
/// </summary>
internal sealed class DueQueue
{
    private readonly DueHeap _heap = new();
    private readonly Stack<int> _free = [];
    private ScheduleRun[] _runs = new ScheduleRun[16];
    private int _used;

    /// <summary>When the earliest is due; <see langword="null"/> when nothing ever is.</summary>
    public DateTimeOffset? NextAt => _heap.Count == 0 ? null : new DateTimeOffset(_heap.First.Due, TimeSpan.Zero);

    public int Count => _heap.Count;

    /// <summary>Puts a schedule in, or moves it to where its due time belongs now; one that is never due again is taken out.</summary>
    public void Place(ScheduleRun run)
    {
        if (run.DueTicks == ScheduleRun.Never)
        {
            Remove(run);
            return;
        }

        if (run.QueueId < 0)
        {
            Take(run);
        }
        else
        {
            _heap.Remove(run.QueueId);
        }

        _heap.Add(new DueNode(run.DueTicks, run.QueueId));
    }

    public void Remove(ScheduleRun run)
    {
        if (run.QueueId < 0)
        {
            return;
        }

        _heap.Remove(run.QueueId);
        _runs[run.QueueId] = null!;
        _free.Push(run.QueueId);
        run.QueueId = -1;
    }

    /// <summary>Takes what is due, the earliest first, until the span is full. Each must be placed again, or removed.</summary>
    /// <returns>How many were taken.</returns>
    public int TakeDue(DateTimeOffset now, Span<ScheduleRun> taken)
    {
        var count = 0;
        while (count < taken.Length && _heap.Count > 0 && _heap.First.Due <= now.UtcTicks)
        {
            taken[count++] = _runs[_heap.TakeFirst().Id];
        }

        _ = Fetch(taken[..count]);
        return count;
    }

    private void Take(ScheduleRun run)
    {
        if (_used == _runs.Length)
        {
            Array.Resize(ref _runs, _used * 2);
        }

        run.QueueId = _free.TryPop(out var id) ? id : _used++;
        _runs[run.QueueId] = run;
    }

    /// <summary>
    /// Looks at each of them, one right after the other: the machine then has them at hand when their turn comes, and
    /// fetches several at a time.
    /// </summary>
    private static int Fetch(ReadOnlySpan<ScheduleRun> runs)
    {
        var seen = 0;
        foreach (var run in runs)
        {
            seen += run.Lane.Failures + (run.Schedule.IsPaused ? 1 : 0);
        }

        return seen;
    }
}
