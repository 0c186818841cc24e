namespace Ponos.Faults.Worker;

/// <summary>
/// A clock that runs a number of times as fast as the system's from an epoch on, so that processes that know the epoch
/// agree about the time.
/// </summary>
internal sealed class FastClock(DateTimeOffset epoch, int speed) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => epoch + ((System.GetUtcNow() - epoch) * speed);

    public override long TimestampFrequency => System.TimestampFrequency / speed;

    public override long GetTimestamp() => System.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(System.CreateTimer(callback, state, Slow(dueTime), Slow(period)), this);

    private TimeSpan Slow(TimeSpan time) => time <= TimeSpan.Zero ? time : time / speed;

    private sealed class FastTimer(ITimer timer, FastClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Slow(dueTime), clock.Slow(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
