using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ponos.Outboxes;

/// <summary>
/// Sends what is in the outbox, round by round. A round takes the first jobs, sends them, and deletes what the broker has confirmed.
/// Whatever ends in between leaves the jobs where they are, to be sent again under the same ids.
/// </summary>
internal sealed class OutboxRelay(
    RelaySettings settings,
    IRelayStore store,
    IPreparedJobs jobs,
    WakeSignal wake,
    RelayState state,
    Refusals refusals,
    OutboxTelemetry telemetry,
    TimeProvider time,
    ILogger log)
    : BackgroundService, IHostedLifecycleService
{
    /// <summary>How long a round begins sends; a long order goes on in the next.</summary>
    private static readonly TimeSpan SendingLimit = TimeSpan.FromSeconds(4);

    /// <summary>How long a round waits for confirms. Its transaction is open meanwhile, and keeps the database from tidying up.</summary>
    private static readonly TimeSpan RoundLimit = TimeSpan.FromSeconds(10);

    /// <summary>How long the start waits for the database before it goes on and leaves that to the background.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);

    /// <summary>After which a job is looked for again whose predecessor another relay has.</summary>
    private static readonly TimeSpan ForOthers = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MostBackoff = TimeSpan.FromSeconds(5);

    /// <summary>Deleted jobs that are worth a look through the others; fewer at rest, of many others a fifth.</summary>
    private const int WorthTidying = 5_000;
    private const int WorthTidyingAtRest = 1_000;
    private const int ShareWorthTidying = 5;

    private readonly RelayPace _pace = new(settings.BatchSize, TimeProvider.System);
    private bool _prepared;
    private long _deleted;
    private long _left;
    private long _looked;
    private Task _tidying = Task.CompletedTask;

    /// <summary>Before any service starts, so that the first handler finds the tables.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(StartLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await PrepareAsync(either.Token);
        }
        catch (Exception exception) when (
            !cancellationToken.IsCancellationRequested
                && exception is not (MissingTablesException or DbException { IsTransient: false, SqlState: not null }))
        {
            InTrouble(exception);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backoff = FirstBackoff;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var wait = await LookAsync(backoff, stoppingToken);
                backoff = state.Broker is null ? FirstBackoff : Longer(backoff);
                if (state.Broker is null)
                {
                    await wake.WaitAsync(wait, time, stoppingToken);
                }
                else
                {
                    await Task.Delay(wait, time, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                InTrouble(exception);
                await Task.Delay(backoff, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                backoff = Longer(backoff);
            }
        }

        await _tidying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_prepared)
        {
            await store.EndAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Goes on for as long as there is something to send.</summary>
    /// <returns>How long to wait then.</returns>
    private async Task<TimeSpan> LookAsync(TimeSpan backoff, CancellationToken stopping)
    {
        await PrepareAsync(stopping);
        var waitsForOthers = false;
        while (!stopping.IsCancellationRequested)
        {
            await _pace.BeginAsync(stopping);
            var batch = await RoundAsync(stopping);
            if (state.SetDatabase(null))
            {
                log.DatabaseBack(settings.Service);
            }

            if (batch?.Trouble is { } trouble)
            {
                if (state.SetBroker(trouble.Message))
                {
                    log.BrokerAway(settings.Service, trouble.Message);
                }

                await LookAtBacklogAsync(stopping);
                return backoff;
            }

            if ((batch is null || batch.Sent.Length > 0) && state.SetBroker(null))
            {
                log.BrokerBack(settings.Service);
            }

            waitsForOthers = batch?.WaitsForOthers ?? false;
            if (batch is not { ChangedSomething: true })
            {
                break;
            }

            if (batch.Parked.Count > 0)
            {
                await LookAtBacklogAsync(stopping);
            }

            BeginTidying(WorthTidying, stopping);
        }

        BeginTidying(WorthTidyingAtRest, stopping);

        if (_looked == 0 || time.GetElapsedTime(_looked) >= settings.PollInterval)
        {
            await LookAtBacklogAsync(stopping);
        }

        var wait = waitsForOthers ? ForOthers : settings.PollInterval;
        return refusals.NextIn is { } next && next < wait ? next : wait;
    }

    /// <returns>What was sent; <see langword="null"/> where there was nothing, or others have it.</returns>
    private async Task<RelayBatch?> RoundAsync(CancellationToken stopping)
    {
        string[] refused = [.. refusals.Current.Select(refusal => refusal.Destination)];
        // While the broker is away one job shows when it is back: nothing else need be read.
        await using var round = await store.BeginAsync(refused, one: state.Broker is not null, stopping);
        if (round is null)
        {
            return null;
        }

        using var late = new CancellationTokenSource(SendingLimit, time);
        using var limit = new CancellationTokenSource(RoundLimit, time);
        var batch = new RelayBatch(jobs, refusals, settings.ParkAfter, _pace.OnTheirWay, Refused, late.Token, limit.Token);
        await batch.SendAsync(round.Rows);
        await round.SettleAsync(batch.Sent, batch.Parked);
        _deleted += batch.Sent.Length;
        _pace.End(batch.Sent.Length, round.Rows.Select(row => row.Age).DefaultIfEmpty().Max());
        telemetry.Sent(settings.Service, batch.Sent.Length);
        foreach (var (id, reason) in batch.Parked)
        {
            var row = round.Rows.First(row => row.Id == id);
            log.Parked(settings.Service, row.Name, row.Destination, reason);
            telemetry.Parked(settings.Service, row.Destination);
        }

        return batch;
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!_prepared)
        {
            await store.PrepareAsync(cancellationToken);
            _prepared = true;
        }
    }

    private async Task LookAtBacklogAsync(CancellationToken cancellationToken)
    {
        _looked = time.GetTimestamp();
        state.Known = await store.LookAsync(cancellationToken);
    }

    private void BeginTidying(long worth, CancellationToken stopping)
    {
        if (_deleted >= Math.Max(worth, Volatile.Read(ref _left) / ShareWorthTidying) && _tidying.IsCompleted)
        {
            _deleted = 0;
            _tidying = TidyAsync(stopping);
        }
    }

    private async Task TidyAsync(CancellationToken stopping)
    {
        try
        {
            Volatile.Write(ref _left, await store.TidyAsync(stopping));
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            log.TidyingFailed(exception, settings.Service);
        }
    }

    private void Refused(string destination, string reason) => log.Refused(settings.Service, destination, reason);

    private void InTrouble(Exception exception)
    {
        if (state.SetDatabase(exception.Message))
        {
            log.DatabaseAway(exception, settings.Service);
        }
    }

    private static TimeSpan Longer(TimeSpan backoff) => backoff * 2 > MostBackoff ? MostBackoff : backoff * 2;
}
