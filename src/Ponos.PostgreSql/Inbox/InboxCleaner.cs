using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Ponos.Outboxes;
using Ponos.PostgreSql.Tables;

namespace Ponos.PostgreSql.Inbox;

/// <summary>
/// Forgets what the inbox has remembered for long enough. Any number of processes of any services try; one at a time does it, in
/// small transactions.
/// </summary>
internal sealed class InboxCleaner(
    string service, PostgreSqlOutboxOptions options, NpgsqlDataSource dataSource, TableNames names, TimeProvider time, ILogger log)
    : BackgroundService
{
    private const int OfOnce = 5000;

    private static readonly TimeSpan Most = TimeSpan.FromMinutes(10);

    /// <summary>The service's own jobs alone: another service of the database may remember for longer.</summary>
    private readonly string _forget = $"""
        DELETE FROM {names.Inbox} WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM {names.Inbox} WHERE service = $2 AND handled_at < now() - $1 ORDER BY handled_at LIMIT {OfOnce}))
        """;

    /// <summary>Forgets what is too old.</summary>
    /// <returns>How many jobs; -1 where another process is at it.</returns>
    public async Task<long> CleanAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var all = 0L;
        while (true)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var only = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock($1)", connection, transaction)
            {
                Parameters = { new NpgsqlParameter<long> { TypedValue = names.LockKey("inbox " + service) } },
            };
            if (await only.ExecuteScalarAsync(cancellationToken) is not true)
            {
                return all == 0 ? -1 : all;
            }

            await using var forget = new NpgsqlCommand(_forget, connection, transaction)
            {
                Parameters =
                {
                    new NpgsqlParameter<TimeSpan> { TypedValue = options.InboxRetention },
                    new NpgsqlParameter<string> { TypedValue = service },
                },
            };
            var forgotten = await forget.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            all += forgotten;
            if (forgotten < OfOnce)
            {
                return all;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = TimeSpan.FromTicks(Math.Min(Most.Ticks, options.InboxRetention.Ticks / 10));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(interval, time, stoppingToken);
                var forgotten = await CleanAsync(stoppingToken);
                if (forgotten > 0)
                {
                    log.Forgotten(service, forgotten);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                log.CleaningFailed(exception, service);
            }
        }
    }
}
