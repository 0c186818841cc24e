namespace Examples.Demo;

/// <summary>
/// A clock on which a span of time passes faster than it does. It stands still until somebody first waits for it, so
/// that nothing is missed while the host starts, and again when the span is over.
/// </summary>
internal sealed class FastForwardClock(DateTimeOffset from, TimeSpan span, double speed, TimeProvider real) : TimeProvider
{
    private readonly Lock _gate = new();
    private long? _started;

    /// <summary>Whether the span is over.</summary>
    public bool IsOver => Elapsed() == span;

    /// <summary>How much of the span has passed.</summary>
    public TimeSpan Elapsed()
    {
        lock (_gate)
        {
            if (_started is not { } started)
            {
                return TimeSpan.Zero;
            }

            var elapsed = real.GetElapsedTime(started) * speed;
            return elapsed < span ? elapsed : span;
        }
    }

    public override DateTimeOffset GetUtcNow() => from + Elapsed();

    public override long GetTimestamp() => Elapsed().Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FastTimer(this, real.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        timer.Change(dueTime, period);
        return timer;
    }

    private void Start()
    {
        lock (_gate)
        {
            _started ??= real.GetTimestamp();
        }
    }

    /// <summary>Rounded up: a timer that comes early would be set again for nothing.</summary>
    private TimeSpan InReality(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan ? time : TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds / speed));

    private sealed class FastTimer(FastForwardClock clock, ITimer real) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                clock.Start();
            }

            return real.Change(clock.InReality(dueTime), clock.InReality(period));
        }

        public void Dispose() => real.Dispose();

        public ValueTask DisposeAsync() => real.DisposeAsync();
    }
}
