using Khronos.Diagnostics;
using Khronos.Schedules;
using Microsoft.Extensions.Logging;

namespace Khronos.Engine;

/// <summary>
/// All schedules and what is due of them. It keeps no time of its own: whoever drives it calls <see cref="Pass"/> and is
/// told when to come again.
/// </summary>
internal sealed class TickEngine(ClockWatch clock, TickOutbox outbox, KhronosTelemetry telemetry, ILogger<TickEngine> log, int catchUpLimit)
{
    private readonly Lock _gate = new();
    private readonly Lock _pass = new();
    private readonly DueQueue _queue = new();
    private readonly Dictionary<string, ScheduleRun> _runs = new(StringComparer.Ordinal);
    private readonly ScheduleRun[] _batch = new ScheduleRun[64];
    private readonly List<(TickLane Lane, Tick Tick)> _due = [];
    private readonly List<Tick> _fired = [];
    private readonly SetAside _aside = new();
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

    /// <summary>Schedules that could not be reckoned with and are not in force any more, with the reasons.</summary>
    public IReadOnlyDictionary<string, string> Aside
    {
        get
        {
            lock (_gate)
            {
                return _aside.Reasons;
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

    /// <summary>Says from when on this process fires: what was due before is caught up with.</summary>
    public void Begin(DateTimeOffset watermark)
    {
        lock (_pass)
        {
            _since = clock.Read();
            _passed = watermark;
        }
    }

    /// <summary>
    /// Puts a schedule in, or replaces the one of its name. A replaced one repeats nothing that it has fired. One that
    /// cannot be reckoned with is set aside.
    /// </summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="position">Everything up to here is done; for a schedule that is here already, its own position counts.</param>
    public void Set(Schedule schedule, DateTimeOffset position)
    {
        bool isEarlier;
        lock (_gate)
        {
            try
            {
                isEarlier = Place(schedule, position);
            }
            catch (Exception exception)
            {
                PutAside(schedule.Name.Text, null, exception);
                isEarlier = false;
            }
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
            Forget(name);
        }
    }

    /// <summary>Fires everything that is due.</summary>
    public PassResult Pass()
    {
        var fired = 0;
        lock (_pass)
        {
            var now = clock.Read();
            TryAside(now);
            do
            {
                foreach (var (lane, tick) in _due)
                {
                    telemetry.TickFired(tick.FiredAt - tick.ScheduledAt);
                    outbox.Post(lane, tick);
                }

                fired += _due.Count;
                _due.Clear();
            }
            while (Collect(now));

            // It may only move when what is due stands in the outbox.
            _passed = now > _passed ? now : _passed;
        }

        return new PassResult(fired, UntilNext());
    }

    /// <returns>Whether something is due earlier than before.</returns>
    private bool Place(Schedule schedule, DateTimeOffset position)
    {
        var name = schedule.Name.Text;
        if (_runs.TryGetValue(name, out var run))
        {
            run.Replace(schedule);
        }
        else
        {
            Forget(name);
            run = new ScheduleRun(schedule, position, catchUpLimit);
            _runs.Add(name, run);
        }

        _queue.Place(run);
        if (run.DueAt is not { } due || due >= _nextAt)
        {
            return false;
        }

        _nextAt = due;
        return true;
    }

    private TimeSpan UntilNext()
    {
        lock (_gate)
        {
            _nextAt = Earlier(_queue.NextAt, _aside.NextAt) ?? DateTimeOffset.MaxValue;
            if (_nextAt == DateTimeOffset.MaxValue)
            {
                return Timeout.InfiniteTimeSpan;
            }

            var wait = _nextAt - clock.Read();
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;

    /// <summary>
    /// What was set aside is tried again now and then: it costs little, and a schedule should not be lost to a fault that passes.
    /// </summary>
    private void TryAside(DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var run in _aside.TakeDue(now))
            {
                _runs[run.Schedule.Name.Text] = run;
                Fire(run, now);
            }
        }
    }

    /// <summary>Fires the next of what is due; <see langword="false"/> when nothing was left.</summary>
    private bool Collect(DateTimeOffset now)
    {
        lock (_gate)
        {
            // The clock is read before anything is fired, so a timer that comes early fires nothing.
            var batch = _batch.AsSpan(0, _queue.TakeDue(now, _batch));
            foreach (var run in batch)
            {
                Fire(run, now);
            }

            return !batch.IsEmpty;
        }
    }

    private void Fire(ScheduleRun run, DateTimeOffset now)
    {
        try
        {
            run.Fire(now, _since, _fired);
            _queue.Place(run);
            _aside.Remove(run.Schedule.Name.Text);
            foreach (var tick in _fired)
            {
                _due.Add((run.Lane, tick));
            }
        }
        catch (Exception exception)
        {
            // One that cannot be reckoned with must not hold up the others, now or in each pass from here on.
            PutAside(run.Schedule.Name.Text, run, exception);
        }

        _fired.Clear();
    }

    private void PutAside(string name, ScheduleRun? run, Exception exception)
    {
        var isKnown = _aside.Reasons.ContainsKey(name);
        Forget(name);
        _aside.Add(name, run, exception.Message, clock.Read());
        if (!isKnown)
        {
            log.ScheduleSetAside(exception, name);
        }
    }

    private void Forget(string name)
    {
        if (_runs.Remove(name, out var run))
        {
            _queue.Remove(run);
        }

        _aside.Remove(name);
    }
}
