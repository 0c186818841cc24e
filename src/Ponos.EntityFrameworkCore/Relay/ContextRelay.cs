using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.EntityFrameworkCore.Outbox;
using Ponos.Outboxes;

namespace Ponos.EntityFrameworkCore.Relay;

/// <summary>
/// The relay of a service in a context's database, once it is known what that is: PostgreSQL has a relay of its own, with which
/// several processes share the work.
/// </summary>
internal sealed class ContextRelay<TDb>(string service, OutboxRelay relay, IServiceProvider provider) : IHostedService, IDisposable
    where TDb : DbContext
{
    private bool _relays;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var scope = provider.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var db = scope.ServiceProvider.GetRequiredService<TDb>();
            ContextOutbox.RequireModel(db);
            _relays = !ContextOutbox.IsOnPostgreSql(db);
        }

        if (_relays)
        {
            await relay.StartingAsync(cancellationToken).ConfigureAwait(false);
            await relay.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (provider.GetKeyedService<IOutboxRelay>(service) is null)
        {
            throw new InvalidOperationException(
                $"{typeof(TDb).Name} is on PostgreSQL, and the service '{service}' has no relay for that. " +
                "Reference Ponos.PostgreSql and add one: " +
                $"services.AddPonos(\"{service}\").UsePostgreSqlOutbox(…).UseEntityFramework<{typeof(TDb).Name}>().");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _relays ? relay.StopAsync(cancellationToken) : Task.CompletedTask;

    public void Dispose() => relay.Dispose();
}
