using Khronos.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Khronos.Engine;

/// <summary>
/// Publishes ticks: many schedules at a time, up to a limit, and one tick of a schedule at a time. A tick is tried again
/// under the same id until it is taken or a newer one replaces it; while it waits, it holds no place.
/// </summary>
internal sealed class TickOutbox(ITickSink sink, TimeProvider time, KhronosTelemetry telemetry, ILogger<TickOutbox> log, int concurrency) : IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly HashSet<TickLane> _busy = [];
    private readonly Queue<TickLane> _ready = new();
    private CancellationTokenSource _stopping = new();
    private CancellationTokenSource _abandoned = new();
    private TaskCompletionSource? _idle;
    private int _places = concurrency;
    private long _published;

    /// <summary>The oldest instant that is not known to be published, over all schedules.</summary>
    public DateTimeOffset? Oldest
    {
        get
        {
            lock (_gate)
            {
                return _busy.Min(lane => lane.Oldest);
            }
        }
    }

    /// <summary>How many ticks were published since the process began.</summary>
    public long Published => Interlocked.Read(ref _published);

    public void Post(TickLane lane, Tick tick)
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested || !lane.Add(tick))
            {
                return;
            }

            _ = _busy.Add(lane);
            if (!TakePlace(lane))
            {
                return;
            }
        }

        _ = RunAsync(lane);
    }

    /// <summary>Completes when nothing is on its way.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            return _busy.Count == 0 ? Task.CompletedTask : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Takes no more ticks, tries none again, and waits for those that are being published.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        try
        {
            await WhenIdleAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The host waits no longer. What is left is not confirmed, so the watermark stays behind it.
        }
    }

    /// <summary>Takes no more ticks and gives up all that it has, at once: they are another's to publish.</summary>
    public async Task AbandonAsync()
    {
        await _stopping.CancelAsync();
        lock (_gate)
        {
            foreach (var lane in _busy)
            {
                lane.Clear();
            }

            while (_ready.TryDequeue(out var lane))
            {
                Leave(lane);
            }
        }

        await _abandoned.CancelAsync();
        await WhenIdleAsync();
    }

    /// <summary>Takes ticks again, after a stop.</summary>
    public void Open()
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
            {
                _stopping.Dispose();
                _abandoned.Dispose();
                (_stopping, _abandoned) = (new CancellationTokenSource(), new CancellationTokenSource());
            }
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _abandoned.Dispose();
    }

    /// <summary>Whether there is a place for the schedule; without one it stands in line. Within the gate.</summary>
    private bool TakePlace(TickLane lane)
    {
        if (_places == 0)
        {
            _ready.Enqueue(lane);
            return false;
        }

        _places--;
        return true;
    }

    /// <summary>Publishes one tick of each schedule that waits for this place, in turn.</summary>
    private async Task RunAsync(TickLane lane)
    {
        for (var next = lane; next is not null;)
        {
            var isPublished = await TryPublishAsync(next);
            if (!isPublished)
            {
                _ = TryLaterAsync(next);
            }

            next = LeavePlace(isPublished ? next : null);
        }
    }

    private async ValueTask<bool> TryPublishAsync(TickLane lane)
    {
        // Nobody but the holder of the place changes it.
        var tick = lane.Current!;
        try
        {
            await sink.PublishAsync(tick, _abandoned.Token);
            telemetry.TickPublished(tick);
            Interlocked.Increment(ref _published);
            return true;
        }
        catch (OperationCanceledException) when (_abandoned.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            Fail(lane, tick, exception);
            return false;
        }
    }

    private void Fail(TickLane lane, Tick tick, Exception exception)
    {
        Tick? given;
        lock (_gate)
        {
            given = lane.Failed();
        }

        log.PublishFailed(exception, tick.Id, lane.Failures);
        if (given is not null)
        {
            log.TickReplaced(given.Id, lane.Current!.Id);
        }
    }

    private async Task TryLaterAsync(TickLane lane)
    {
        var wait = FirstWait * Math.Pow(2, Math.Clamp(lane.Failures - 1, 0, 10));
        try
        {
            await Task.Delay(wait < LongestWait ? wait : LongestWait, time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                Leave(lane);
            }

            return;
        }

        lock (_gate)
        {
            if (!TakePlace(lane))
            {
                return;
            }
        }

        _ = RunAsync(lane);
    }

    private void Leave(TickLane lane)
    {
        if (_busy.Remove(lane) && _busy.Count == 0)
        {
            _idle?.TrySetResult();
            _idle = null;
        }
    }

    /// <summary>Hands this place to the next schedule that waits for one: the same again, if more of its ticks do.</summary>
    private TickLane? LeavePlace(TickLane? published)
    {
        lock (_gate)
        {
            if (published is not null)
            {
                GoOn(published);
            }

            if (_ready.TryDequeue(out var next))
            {
                return next;
            }

            _places++;
            return null;
        }
    }

    private void GoOn(TickLane lane)
    {
        if (lane.Done() && !_stopping.IsCancellationRequested)
        {
            _ready.Enqueue(lane);
        }
        else
        {
            Leave(lane);
        }
    }
}
