using Khronos.Diagnostics;
using Khronos.Engine;
using Khronos.Schedules;
using Khronos.State;
using Microsoft.Extensions.Logging;

namespace Khronos.Hosting;

/// <summary>Keeps the time for one term after another: opens the book, fires, marks how far it came, and stops.</summary>
internal sealed class Timekeeper(
    KhronosOptions options,
    ScheduleBook book,
    TickEngine engine,
    TickOutbox outbox,
    Func<IDriver> newDriver,
    ITimekeeperState state,
    TimeProvider time,
    ILogger<Timekeeper> log) : IDisposable
{
    private static readonly TimeSpan BetweenTidying = TimeSpan.FromMinutes(5);

    private CancellationTokenSource _stopping = new();
    private IDriver? _driver;
    private Task _marking = Task.CompletedTask;
    private Task _tidying = Task.CompletedTask;

    /// <summary>Reads what was kept and puts it in force. Nothing is fired yet.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await book.OpenAsync(KhronosConfiguration.IntervalsOf(options), cancellationToken);
        foreach (var (name, reason) in book.Aside)
        {
            log.ScheduleUnusable(name, reason);
        }
    }

    public void Start()
    {
        log.Started(engine.Count);
        _stopping.Dispose();
        _stopping = new CancellationTokenSource();
        outbox.Open();
        _driver = newDriver();
        _driver.Start();
        _tidying = TidyAsync(_stopping.Token);
        if (state.MarkEvery is { } every)
        {
            _marking = MarkAsync(every, _stopping.Token);
        }
    }

    /// <summary>Stops in order: what is being published is awaited, and marked.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await EndDriverAsync();
        await outbox.StopAsync(cancellationToken);
        await EndMarkingAsync();
        if (state.MarkEvery is not null)
        {
            await MarkOnceAsync(cancellationToken);
        }
    }

    /// <summary>Stops at once: another replica goes on from the last mark.</summary>
    public async Task AbandonAsync()
    {
        await EndDriverAsync();
        await outbox.AbandonAsync();
        await EndMarkingAsync();
        engine.Clear();
    }

    public void Dispose()
    {
        _driver?.Dispose();
        _stopping.Dispose();
    }

    private async Task EndDriverAsync()
    {
        if (_driver is { } driver)
        {
            _driver = null;
            await driver.StopAsync();
            driver.Dispose();
        }
    }

    private async Task EndMarkingAsync()
    {
        await _stopping.CancelAsync();
        await _marking;
        await _tidying;
    }

    /// <summary>Takes out of the book what is over.</summary>
    private async Task TidyAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BetweenTidying, time);
        while (await WaitAsync(timer, cancellationToken))
        {
            try
            {
                _ = await book.ForgetOverAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // What is over does no harm; the next time comes.
                log.TidyFailed(exception);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task MarkAsync(TimeSpan every, CancellationToken cancellationToken)
    {
        var published = -1L;
        var markedAt = time.GetTimestamp();
        using var timer = new PeriodicTimer(every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                // Read before the watermark, so that what is published in between is marked next time.
                if (outbox.Published is var count && (count != published || time.GetElapsedTime(markedAt) >= state.MarkAtLeastEvery))
                {
                    published = count;
                    markedAt = time.GetTimestamp();
                    await MarkOnceAsync(cancellationToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The term is over, or the host stops and the last mark follows.
        }
    }

    private async Task MarkOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await state.MarkAsync(engine.Watermark, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            log.MarkFailed(exception);
        }
    }
}
