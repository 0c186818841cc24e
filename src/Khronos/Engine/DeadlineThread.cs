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
    private Thread? _thread;
    private volatile bool _stopping;

    public void Start()
    {
        engine.Changed += Wake;
        _thread = new Thread(Run) { IsBackground = true, Name = "khronos-deadlines", Priority = ThreadPriority.AboveNormal };
        _thread.UnsafeStart();
    }

    public Task StopAsync()
    {
        engine.Changed -= Wake;
        _stopping = true;
        if (_thread is null || _ended.Task.IsCompleted)
        {
            return Task.CompletedTask;
        }

        _wake.Set();
        return _ended.Task;
    }

    public void Dispose()
    {
        // A host whose start failed is disposed without having been stopped.
        _ = StopAsync();
        _thread?.Join();
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
