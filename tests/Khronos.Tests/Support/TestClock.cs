using Microsoft.Extensions.Time.Testing;

namespace Khronos.Tests.Support;

/// <summary>
/// A fake clock whose wall can be set apart from its monotonic one, as an operator or NTP does, and whose timers can come
/// early, as the system's do.
/// </summary>
internal sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private readonly FakeTimeProvider _inner = new(start);

    /// <summary>How far the wall clock was set from where it began.</summary>
    public TimeSpan WallSetBy { get; set; }

    /// <summary>By how much timers come early.</summary>
    public TimeSpan TimersEarlyBy { get; set; }

    public override long TimestampFrequency => _inner.TimestampFrequency;

    public void Advance(TimeSpan by) => _inner.Advance(by);

    public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow() + WallSetBy;

    public override long GetTimestamp() => _inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new EarlyTimer(_inner.CreateTimer(callback, state, Early(dueTime), period), this);

    private TimeSpan Early(TimeSpan due) => due > TimersEarlyBy ? due - TimersEarlyBy : due;

    private sealed class EarlyTimer(ITimer inner, TestClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(clock.Early(dueTime), period);

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
