using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Ponos.Outboxes;
using Ponos.PostgreSql.Tables;

namespace Ponos.PostgreSql.Relay;

/// <summary>Wakes the relay when a process without one has committed jobs of the service.</summary>
internal sealed class NotificationListener(
    string service, NpgsqlDataSource dataSource, TableNames names, WakeSignal wake, TimeProvider time, ILogger log) : BackgroundService
{
    /// <summary>How long a connection may say nothing before it is asked whether it still stands.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MostBackoff = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backoff = FirstBackoff;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => backoff = FirstBackoff, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The relay looks by itself now and then, and says what is wrong with the database.
                log.ListeningEnded(exception, service);
                await Task.Delay(backoff, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                backoff = backoff * 2 > MostBackoff ? MostBackoff : backoff * 2;
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
    }

    private async Task ListenAsync(Action stands, CancellationToken stopping)
    {
        await using var connection = await dataSource.OpenConnectionAsync(stopping);
        connection.Notification += (_, notification) =>
        {
            if (notification.Payload == service)
            {
                wake.Set();
            }
        };
        await using var listen = new NpgsqlCommand($"LISTEN \"{names.Channel}\"", connection);
        await listen.ExecuteNonQueryAsync(stopping);
        stands();
        // What was said while nobody listened.
        wake.Set();
        while (true)
        {
            if (!await connection.WaitAsync(Silence, stopping))
            {
                await using var question = new NpgsqlCommand("SELECT 1", connection);
                _ = await question.ExecuteScalarAsync(stopping);
            }
        }
    }
}
