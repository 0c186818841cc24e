using Khronos.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Khronos.Engine;

/// <summary>
/// Drives an engine on the system's time from a thread of its own, which a busy thread pool cannot hold up. It looks at
/// the clock at least once a second: a clock that is set, or a machine that sleeps, is noticed then. A tick that comes a few
/// milliseconds after others waits for them; none is early.
/// </summary>
internal sealed class DeadlineThread(TickEngine engine, ILogger<DeadlineThread> log) : IDriver
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>A pass that fired this many is one of very many schedules.</summary>
    private const int Many = 20;

    /// <summary>Where something is due all the time, waking up costs more than a tick: what is due within this goes together.</summary>
    private static readonly TimeSpan BetweenPasses = TimeSpan.FromMilliseconds(5);

    /// <summary>The same, behind a pass that fired many.</summary>
    private static readonly TimeSpan BetweenLargePasses = TimeSpan.FromMilliseconds(10);

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
            var began = TimeProvider.System.GetTimestamp();
            var (fired, wait) = Pass();
            wait = wait < TimeSpan.Zero || wait > LongestWait ? LongestWait : wait;
            var rest = (fired < Many ? BetweenPasses : BetweenLargePasses) - TimeProvider.System.GetElapsedTime(began);
            wait = wait < rest ? rest : wait;
            if (wait > TimeSpan.Zero)
            {
                _ = _wake.WaitOne(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)));
            }
        }

        _ended.SetResult();
    }

    private PassResult Pass()
    {
        try
        {
            return engine.Pass();
        }
        catch (Exception exception)
        {
            log.PassFailed(exception);
            return new PassResult(0, LongestWait);
        }
    }
}
