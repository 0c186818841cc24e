using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos.EntityFrameworkCore.Model;
using Ponos.EntityFrameworkCore.Outbox;
using Ponos.Outboxes;

namespace Ponos.EntityFrameworkCore.Inbox;

/// <summary>Forgets what the inbox has remembered for long enough. On PostgreSQL its own cleaner does.</summary>
internal sealed class ContextInboxCleaner<TDb>(
    string service, TimeSpan retention, IServiceScopeFactory scopes, TimeProvider time, ILogger log) : BackgroundService
    where TDb : DbContext
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(10);

    /// <summary>Forgets what is too old.</summary>
    /// <returns>How many jobs.</returns>
    public async Task<int> CleanAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        if (ContextOutbox.IsOnPostgreSql(db))
        {
            return 0;
        }

        var before = (time.GetUtcNow() - retention).ToUnixTimeMilliseconds();
        return await db.Set<InboxMessage>()
            .Where(message => message.Service == service && message.HandledAt < before)
            .ExecuteDeleteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = TimeSpan.FromTicks(Math.Min(Most.Ticks, retention.Ticks / 10));
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
