using Khronos.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Khronos.Engine;

/// <summary>
/// Publishes ticks: many schedules at a time, up to a limit, and one tick of a schedule at a time. A tick is tried again
/// under the same id until it is taken or a newer one replaces it; while it waits, it holds no place.
/// </summary>
internal sealed class TickOutbox(ITickSink sink, TimeProvider time, KhronosTelemetry telemetry, ILogger<TickOutbox> log, int concurrency)
    : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LanesUnderway _underway = new();
    private readonly PublishPlaces _places = new(concurrency);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandoned = new();
    private long _published;

    /// <summary>The oldest instant that is not known to be published, over all schedules.</summary>
    public DateTimeOffset? Oldest
    {
        get
        {
            lock (_gate)
            {
                return _underway.Oldest;
            }
        }
    }

    /// <summary>How many ticks were published since the process began.</summary>
    public long Published => Interlocked.Read(ref _published);

    public void Post(TickLane lane, Tick tick)
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
            {
                _underway.GiveUp(tick);
                return;
            }

            if (!lane.Add(tick))
            {
                return;
            }

            _underway.Add(lane);
            if (!_places.Take(lane))
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
            return _underway.WhenEmpty();
        }
    }

    /// <summary>
    /// Takes no more ticks, tries none again, and waits for those that are being published. What waits behind them is given up, and
    /// the watermark stays before it.
    /// </summary>
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
            _underway.DropWaiting();
            foreach (var lane in _places.Dismiss())
            {
                _underway.GiveUp(lane);
            }
        }

        await _abandoned.CancelAsync();
        await WhenIdleAsync();
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _abandoned.Dispose();
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
            telemetry.TickPublished(tick.Schedule.Name.Text, tick.Kind, tick.Missed?.Count ?? 0);
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
        try
        {
            await Task.Delay(lane.RetryAfter, time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                _underway.GiveUp(lane);
            }

            return;
        }

        lock (_gate)
        {
            if (!_places.Take(lane))
            {
                return;
            }
        }

        _ = RunAsync(lane);
    }

    /// <summary>Hands this place to the next schedule that waits for one: the same again, if more of its ticks do.</summary>
    private TickLane? LeavePlace(TickLane? published)
    {
        lock (_gate)
        {
            if (published is null)
            {
                return _places.Leave();
            }

            if (!published.Done())
            {
                _underway.Remove(published);
            }
            else if (_stopping.IsCancellationRequested)
            {
                _underway.GiveUp(published);
            }
            else
            {
                _places.StandInLine(published);
            }

            return _places.Leave();
        }
    }
}
