using Khronos.Diagnostics;
using Khronos.Schedules;

namespace Khronos.Engine;

/// <summary>
/// All schedules and what is due of them. It keeps no time of its own: whoever drives it calls <see cref="Pass"/> and is
/// told when to come again.
/// </summary>
internal sealed class TickEngine(ClockWatch clock, TickOutbox outbox, KhronosTelemetry telemetry, int catchUpLimit)
{
    private readonly Lock _gate = new();
    private readonly Lock _pass = new();
    private readonly DueQueue _queue = new();
    private readonly Dictionary<string, ScheduleRun> _runs = new(StringComparer.Ordinal);
    private readonly ScheduleRun[] _batch = new ScheduleRun[64];
    private readonly List<(TickLane Lane, Tick Tick)> _due = [];
    private readonly List<Tick> _fired = [];
    private DateTimeOffset _since = DateTimeOffset.MinValue;
    private DateTimeOffset _passed = DateTimeOffset.MinValue;
    private DateTimeOffset _nextAt = DateTimeOffset.MaxValue;

    /// <summary>Raised when something may be due earlier than the last pass said.</summary>
    public event Action? Changed;

    /// <summary>Every tick up to here is published, or counted as missed.</summary>
    public DateTimeOffset Watermark
    {
        get
        {
            lock (_pass)
            {
                return outbox.Oldest is { } oldest && oldest <= _passed ? oldest.AddTicks(-1) : _passed;
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _runs.Count;
            }
        }
    }

    /// <summary>Forgets every schedule.</summary>
    public void Clear()
    {
        lock (_pass)
        {
            lock (_gate)
            {
                _runs.Clear();
                _queue.Clear();
            }
        }
    }

    /// <summary>Says from when on this process fires: what was due before is caught up with.</summary>
    public void Begin(DateTimeOffset watermark)
    {
        lock (_pass)
        {
            _since = clock.Read();
            _passed = watermark;
        }
    }

    /// <summary>Puts a schedule in, or replaces the one of its name. A replaced one repeats nothing that it has fired.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="position">Everything up to here is done; for a schedule that is here already, its own position counts.</param>
    public void Set(Schedule schedule, DateTimeOffset position)
    {
        bool isEarlier;
        lock (_gate)
        {
            if (_runs.TryGetValue(schedule.Name.Text, out var run))
            {
                run.Replace(schedule);
            }
            else
            {
                run = new ScheduleRun(schedule, position, catchUpLimit);
                _runs.Add(schedule.Name.Text, run);
            }

            _queue.Place(run);
            isEarlier = run.DueAt < _nextAt;
            _nextAt = isEarlier ? run.DueAt!.Value : _nextAt;
        }

        if (isEarlier)
        {
            Changed?.Invoke();
        }
    }

    public void Remove(string name)
    {
        lock (_gate)
        {
            if (_runs.Remove(name, out var run))
            {
                _queue.Remove(run);
            }
        }
    }

    /// <summary>Fires everything that is due.</summary>
    public PassResult Pass()
    {
        var fired = 0;
        lock (_pass)
        {
            var now = clock.Read();
            while (Collect(now))
            {
                foreach (var (lane, tick) in _due)
                {
                    telemetry.TickFired(tick);
                    outbox.Post(lane, tick);
                }

                fired += _due.Count;
                _due.Clear();
            }

            // It may only move when what is due stands in the outbox.
            _passed = now > _passed ? now : _passed;
        }

        return new PassResult(fired, UntilNext());
    }

    private TimeSpan UntilNext()
    {
        lock (_gate)
        {
            _nextAt = _queue.NextAt ?? DateTimeOffset.MaxValue;
            if (_nextAt == DateTimeOffset.MaxValue)
            {
                return Timeout.InfiniteTimeSpan;
            }

            var wait = _nextAt - clock.Read();
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    /// <summary>Fires the next of what is due; <see langword="false"/> when nothing was left.</summary>
    private bool Collect(DateTimeOffset now)
    {
        lock (_gate)
        {
            // The clock is read before anything is fired, so a timer that comes early fires nothing.
            var batch = _batch.AsSpan(0, _queue.TakeDue(now, _batch));
            var done = 0;
            try
            {
                for (; done < batch.Length; done++)
                {
                    Fire(batch[done], now);
                }
            }
            finally
            {
                // What failed is due again in the next pass, and so are those behind it.
                _fired.Clear();
                foreach (var run in batch[done..])
                {
                    _queue.Place(run);
                }
            }

            return !batch.IsEmpty;
        }
    }

    private void Fire(ScheduleRun run, DateTimeOffset now)
    {
        run.Fire(now, _since, _fired);
        _queue.Place(run);
        foreach (var tick in _fired)
        {
            _due.Add((run.Lane, tick));
        }

        _fired.Clear();
    }
}
