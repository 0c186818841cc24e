namespace Khronos.Engine;

/// <summary>
/// All schedules by their due time: those of the present tenth of a second in order, all others by the tenth of a second
/// they are due in. Among very many schedules, each anywhere in memory, almost nothing is touched but those that are due.
/// </summary>
internal sealed class DueQueue
{
    private readonly DueHeap _near = new();
    private readonly DueWheel _far = new();
    private readonly Stack<int> _free = [];
    private ScheduleRun[] _runs = new ScheduleRun[16];
    private int _used;

    /// <summary>
    /// When to take again: when the earliest is due, or earlier, when it comes near; <see langword="null"/> when nothing is
    /// ever due.
    /// </summary>
    public DateTimeOffset? NextAt
    {
        get
        {
            var near = _near.Count == 0 ? ScheduleRun.Never : _near.First.Due;
            var next = _far.Count == 0 ? near : Math.Min(near, _far.NextTurnAt());
            return next == ScheduleRun.Never ? null : new DateTimeOffset(Math.Max(next, 0), TimeSpan.Zero);
        }
    }

    public int Count => _near.Count + _far.Count;

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
            _near.Remove(run.QueueId);
            _far.Remove(run.QueueId);
        }

        var node = new DueNode(run.DueTicks, run.QueueId);
        if (_far.Takes(node.Due))
        {
            _far.Add(node);
        }
        else
        {
            _near.Add(node);
        }
    }

    public void Remove(ScheduleRun run)
    {
        if (run.QueueId < 0)
        {
            return;
        }

        _near.Remove(run.QueueId);
        _far.Remove(run.QueueId);
        _runs[run.QueueId] = null!;
        _free.Push(run.QueueId);
        run.QueueId = -1;
    }

    /// <summary>Takes what is due, the earliest first, until the span is full. Each must be placed again, or removed.</summary>
    /// <returns>How many were taken.</returns>
    public int TakeDue(DateTimeOffset now, Span<ScheduleRun> taken)
    {
        _far.TurnTo(now.UtcTicks, _near);
        var count = 0;
        while (count < taken.Length && _near.Count > 0 && _near.First.Due <= now.UtcTicks)
        {
            taken[count++] = _runs[_near.TakeFirst().Id];
        }

        _ = Fetch(taken[..count]);
        return count;
    }

    public void Clear()
    {
        _near.Clear();
        _far.Clear();
        Array.Clear(_runs);
        _free.Clear();
        _used = 0;
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
