using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Ponos.EntityFrameworkCore.Model;
using Ponos.Outboxes;

namespace Ponos.EntityFrameworkCore.Outbox;

/// <summary>That a service keeps its jobs in a kind of context, and what must hear of commits.</summary>
internal sealed class ContextOutbox(string service, Type context, WakeSignal wake, IServiceProvider provider, TimeProvider time)
{
    private const string PostgreSql = "Npgsql.EntityFrameworkCore.PostgreSQL";

    public Type Context => context;

    public static bool IsOnPostgreSql(DbContext db) => db.Database.ProviderName == PostgreSql;

    /// <summary>The outbox of a service in a context.</summary>
    /// <exception cref="InvalidOperationException">The service has none there, or its tables are not in the model.</exception>
    public static ContextOutbox Of(IServiceProvider services, string service, DbContext db)
    {
        var outbox = services.GetKeyedServices<ContextOutbox>(service).FirstOrDefault(known => known.Context.IsInstanceOfType(db))
            ?? throw new InvalidOperationException(
                $"The service '{service}' has no outbox in {db.GetType().Name}. "
                + $"Add one: services.AddPonos(\"{service}\").UseEntityFrameworkOutbox<{db.GetType().Name}>().");
        RequireModel(db);
        return outbox;
    }

    /// <exception cref="MissingTablesException">The model has no outbox.</exception>
    public static void RequireModel(DbContext db)
    {
        if (db.Model.FindEntityType(typeof(OutboxMessage)) is null)
        {
            throw new MissingTablesException(
                $"The model of {db.GetType().Name} has no outbox. "
                + "Call modelBuilder.AddPonos() in its OnModelCreating, and add a migration.");
        }
    }

    /// <summary>A job as a row.</summary>
    public OutboxMessage Row(PreparedJob job, DbContext db) => new()
    {
        Service = job.Service,
        Origin = db.ContextId.ToString(),
        OrderKey = job.OrderKey,
        Name = job.Name,
        Destination = job.Destination,
        MessageId = job.MessageId,
        Properties = job.WriteProperties(),
        Body = job.Body.ToArray(),
        CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    /// <summary>A transaction with jobs was committed.</summary>
    public void Wake()
    {
        wake.Set();
        provider.GetKeyedService<IOutboxRelay>(service)?.Wake();
    }
}
