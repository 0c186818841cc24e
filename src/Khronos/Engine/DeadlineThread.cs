using Khronos.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Khronos.Engine;

/// <summary>
/// Drives an engine on the system's time from a thread of its own, which a busy thread pool cannot hold up. It looks at
/// the clock at least once a second: a clock that is set, or a machine that sleeps, is noticed then.
/// </summary>
internal sealed class DeadlineThread(TickEngine engine, ILogger<DeadlineThread> log) : IDriver
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly AutoResetEvent _wake = new(false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;

    public void Start()
    {
        engine.Changed += Wake;
        var thread = new Thread(Run) { IsBackground = true, Name = "khronos-deadlines", Priority = ThreadPriority.AboveNormal };
        thread.UnsafeStart();
    }

    public async ValueTask DisposeAsync()
    {
        engine.Changed -= Wake;
        _stopping = true;
        _wake.Set();
        await _ended.Task;
        _wake.Dispose();
    }

    private void Wake() => _wake.Set();

    private void Run()
    {
        while (!_stopping)
        {
            var wait = Pass();
            if (wait != TimeSpan.Zero)
            {
                _ = _wake.WaitOne(wait < TimeSpan.Zero || wait > LongestWait ? LongestWait : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)));
            }
        }

        _ended.SetResult();
    }

    private TimeSpan Pass()
    {
        try
        {
            return engine.Pass();
        }
        catch (Exception exception)
        {
            log.PassFailed(exception);
            return LongestWait;
        }
    }
}
