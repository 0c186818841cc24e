using Khronos.Book;
using Khronos.Diagnostics;
using Khronos.Engine;
using Khronos.State;
using Microsoft.Extensions.Logging;
using Ponos;

namespace Khronos.Terms;

/// <summary>
/// Keeps the time for one term: everything that is true only while this replica leads. Made when the lease comes, disposed
/// when it goes, and never used again.
/// </summary>
internal sealed class Timekeeper : IAsyncDisposable
{
    private static readonly TimeSpan BetweenTidying = TimeSpan.FromMinutes(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimekeeperState _state;
    private readonly TimekeeperParts _parts;
    private readonly TickOutbox _outbox;
    private readonly IDriver _driver;
    private readonly ILogger<Timekeeper> _log;
    private Task _working = Task.CompletedTask;
    private bool _hasToldOfExchanges;

    public Timekeeper(ITerm term, TimekeeperParts parts)
    {
        _state = term.State;
        _parts = parts;
        _log = parts.Loggers.CreateLogger<Timekeeper>();
        var sink = new TermSink(parts.Sink, term);
        _outbox = new TickOutbox(
            sink, parts.Time, parts.Telemetry, parts.Loggers.CreateLogger<TickOutbox>(), parts.Options.PublishConcurrency);
        Engine = new TickEngine(
            parts.Clock, _outbox, parts.Telemetry, parts.Loggers.CreateLogger<TickEngine>(), parts.Options.CatchUpLimit);
        Book = new ScheduleBook(_state, Engine, parts.Clock, parts.Options, parts.Time);
        OutOfTurn = new OutOfTurn(sink, parts.Clock, parts.Options.CatchUpLimit);
        _driver = parts.NewDriver(Engine);
    }

    public TickEngine Engine { get; }

    public ScheduleBook Book { get; }

    public OutOfTurn OutOfTurn { get; }

    /// <summary>Reads what was kept and puts it in force. Nothing is fired yet.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await Book.OpenAsync(_parts.BuiltIn, cancellationToken);
        foreach (var (name, reason) in Book.Aside)
        {
            _log.ScheduleUnusable(name, reason);
        }
    }

    public void Start()
    {
        _log.Started(Engine.Count);
        _driver.Start();
        _working = Task.WhenAll(
            TidyAsync(_stopping.Token), _state.MarkEvery is { } every ? MarkAsync(every, _stopping.Token) : Task.CompletedTask);
    }

    /// <summary>Stops in order: what is being published is awaited, and marked.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _driver.StopAsync();
        await _outbox.StopAsync(cancellationToken);
        await EndWorkAsync();
        await RemoveExchangesAsync(cancellationToken);
        if (_state.MarkEvery is not null)
        {
            await MarkOnceAsync(cancellationToken);
        }
    }

    /// <summary>Stops at once: another replica goes on from the last mark.</summary>
    public async Task AbandonAsync()
    {
        await _driver.StopAsync();
        await _outbox.AbandonAsync();
        await EndWorkAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await EndWorkAsync();
        _driver.Dispose();
        _outbox.Dispose();
        Book.Dispose();
        _stopping.Dispose();
    }

    private async Task EndWorkAsync()
    {
        await _stopping.CancelAsync();
        await _working;
    }

    /// <summary>Takes out of the book what is over, and off the broker what belonged to schedules that are gone.</summary>
    private async Task TidyAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BetweenTidying, _parts.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await TidyOnceAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The term is over, or the host stops.
        }
    }

    private async Task TidyOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            _ = await Book.ForgetOverAsync(cancellationToken);
            await RemoveExchangesAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // What is over does no harm; the next time comes.
            _log.TidyFailed(exception);
        }
    }

    /// <summary>
    /// The exchanges of events whose schedules are gone. Not at once: a schedule that is deleted and put again, as at a
    /// deployment, keeps its own.
    /// </summary>
    private async Task RemoveExchangesAsync(CancellationToken cancellationToken)
    {
        // One by one, so that what services ask meanwhile comes in between.
        for (var isMore = true; isMore;)
        {
            try
            {
                isMore = await Book.RemoveNextExchangeAsync(_parts.Exchanges, cancellationToken);
            }
            catch (TopologyMismatchException refused)
            {
                // An exchange too many does no harm: said once.
                if (!_hasToldOfExchanges)
                {
                    _log.ExchangeKept(refused.Message);
                }

                _hasToldOfExchanges = true;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                _log.TidyFailed(exception);
                isMore = false;
            }
        }
    }

    private async Task MarkAsync(TimeSpan every, CancellationToken cancellationToken)
    {
        var published = -1L;
        var time = _parts.Time;
        var markedAt = time.GetTimestamp();
        using var timer = new PeriodicTimer(every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                // Read before the watermark, so that what is published in between is marked next time.
                if (_outbox.Published is var count && (count != published || time.GetElapsedTime(markedAt) >= _state.MarkAtLeastEvery))
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
            await _state.MarkAsync(Engine.Watermark, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _log.MarkFailed(exception);
        }
    }
}
