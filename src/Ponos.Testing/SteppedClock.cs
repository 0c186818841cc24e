using Microsoft.Extensions.Time.Testing;

namespace Ponos.Testing;

/// <summary>
/// A fake clock that knows when the next of its timers is due, so that a test can go from one to the next and let each
/// have its effect before the clock moves on.
/// </summary>
internal sealed class SteppedClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Lock _lock = new();
    private readonly HashSet<SteppedTimer> _timers = [];

    /// <summary>When the next timer is due, or <see langword="null"/> when none is.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            var now = GetUtcNow();
            lock (_lock)
            {
                DateTimeOffset? next = null;
                foreach (var timer in _timers)
                {
                    if (timer.NextAfter(now) is { } due && (next is null || due < next))
                    {
                        next = due;
                    }
                }

                return next;
            }
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SteppedTimer(this);
        timer.Start(base.CreateTimer(callback, state, dueTime, period), dueTime, period);
        return timer;
    }

    private void Add(SteppedTimer timer)
    {
        lock (_lock)
        {
            _timers.Add(timer);
        }
    }

    private void Remove(SteppedTimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
        }
    }

    private sealed class SteppedTimer(SteppedClock clock) : ITimer
    {
        private ITimer? _inner;
        private DateTimeOffset? _due;
        private TimeSpan _period;

        public void Start(ITimer inner, TimeSpan dueTime, TimeSpan period)
        {
            _inner = inner;
            Note(dueTime, period);
        }

        public DateTimeOffset? NextAfter(DateTimeOffset now)
        {
            if (_due is not { } due || due > now)
            {
                return _due;
            }

            if (_period <= TimeSpan.Zero)
            {
                return null;
            }

            var missed = (now - due).Ticks / _period.Ticks;
            return due + ((missed + 1) * _period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Note(dueTime, period);
            return _inner!.Change(dueTime, period);
        }

        public void Dispose()
        {
            clock.Remove(this);
            _inner!.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            clock.Remove(this);
            return _inner!.DisposeAsync();
        }

        private void Note(TimeSpan dueTime, TimeSpan period)
        {
            _due = dueTime < TimeSpan.Zero ? null : clock.GetUtcNow() + dueTime;
            _period = period;
            if (_due is null)
            {
                clock.Remove(this);
            }
            else
            {
                clock.Add(this);
            }
        }
    }
}
