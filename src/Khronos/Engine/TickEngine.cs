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
    private readonly DueHeap _heap = new();
    private readonly Dictionary<string, ScheduleRun> _runs = new(StringComparer.Ordinal);
    private readonly List<(TickLane Lane, Tick Tick)> _due = [];
    private readonly List<Tick> _fired = [];
    private DateTimeOffset _since = DateTimeOffset.MinValue;
    private DateTimeOffset _passed = DateTimeOffset.MinValue;

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
                _heap.Clear();
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
        bool isFirst;
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

            _heap.Place(run);
            isFirst = _heap.First == run;
        }

        if (isFirst)
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
                _heap.Remove(run);
            }
        }
    }

    /// <summary>Fires everything that is due.</summary>
    /// <returns>How long nothing more is due; <see cref="Timeout.InfiniteTimeSpan"/> when nothing ever is.</returns>
    public TimeSpan Pass()
    {
        lock (_pass)
        {
            var now = clock.Read();
            Collect(now);
            // The watermark may only move when what is due stands in the outbox.
            foreach (var (lane, tick) in _due)
            {
                telemetry.TickFired(tick);
                outbox.Post(lane, tick);
            }

            _due.Clear();
            _passed = now > _passed ? now : _passed;
        }

        lock (_gate)
        {
            if (_heap.First?.DueAt is not { } next)
            {
                return Timeout.InfiniteTimeSpan;
            }

            var wait = next - clock.Read();
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    private void Collect(DateTimeOffset now)
    {
        lock (_gate)
        {
            _ = _due.EnsureCapacity(_heap.CountDue(now));
            // The clock is read before anything is fired, so a timer that comes early fires nothing.
            while (_heap.First is { } run && run.DueAt <= now)
            {
                run.Fire(now, _since, _fired);
                _heap.Place(run);
                foreach (var tick in _fired)
                {
                    _due.Add((run.Lane, tick));
                }

                _fired.Clear();
            }
        }
    }
}
