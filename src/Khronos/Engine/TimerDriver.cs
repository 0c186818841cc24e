using Khronos.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Khronos.Engine;

/// <summary>Drives an engine by the timers of a time provider: a fake clock, or one that runs fast.</summary>
internal sealed class TimerDriver : IDriver
{
    /// <summary>The clock is looked at this often even when nothing is due, in case it was set.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly TickEngine _engine;
    private readonly ILogger<TimerDriver> _log;
    private readonly ITimer _timer;
    private bool _ended;

    public TimerDriver(TickEngine engine, TimeProvider time, ILogger<TimerDriver> log)
    {
        _engine = engine;
        _log = log;
        _timer = time.CreateTimer(static driver => ((TimerDriver)driver!).Run(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start()
    {
        _engine.Changed += Wake;
        Run();
    }

    public Task StopAsync()
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _engine.Changed -= Wake;
        lock (_gate)
        {
            _ended = true;
        }

        _timer.Dispose();
    }

    /// <summary>Through the timer and not on the caller's flow, whose ambient job would be taken for the ticks' cause.</summary>
    private void Wake() => _timer.Change(ShortestWait, Timeout.InfiniteTimeSpan);

    private void Run()
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            var wait = Pass();
            wait = wait < TimeSpan.Zero || wait > LongestWait ? LongestWait : wait;
            // Timers count whole milliseconds and drop the rest, which would make them early.
            wait = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
            _timer.Change(wait < ShortestWait ? ShortestWait : wait, Timeout.InfiniteTimeSpan);
        }
    }

    private TimeSpan Pass()
    {
        try
        {
            return _engine.Pass().Wait;
        }
        catch (Exception exception)
        {
            _log.PassFailed(exception);
            return TimeSpan.FromSeconds(1);
        }
    }
}
