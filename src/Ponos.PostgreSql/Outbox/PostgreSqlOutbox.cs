using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Ponos.Outboxes;

namespace Ponos.PostgreSql.Outbox;

/// <summary>One service's outbox: adds to transactions, and lets the relay know of their ends.</summary>
internal sealed class PostgreSqlOutbox(string schema, string service, OutboxStore store, CommitWatch? watch, WakeSignal wake)
    : IPostgreSqlOutbox
{
    public string Schema => schema;

    public OutboxStore Store => store;

    /// <summary>The outbox of a service.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public static PostgreSqlOutbox Of(IServiceProvider services, string service) =>
        services.GetKeyedService<PostgreSqlOutbox>(service)
        ?? throw new InvalidOperationException(
            $"The service '{service}' has no outbox in PostgreSQL. Add one: services.AddPonos(\"{service}\").UsePostgreSqlOutbox(…).");

    public async Task AddAsync(NpgsqlTransaction transaction, PreparedJob job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        CheckIsOwn(job);
        var connection = OutboxStore.ConnectionOf(transaction);
        await store.AddAsync(transaction, connection, job, cancellationToken).ConfigureAwait(false);
        watch?.Add(transaction, connection);
    }

    /// <summary>Adds to a batch what adds a job to the batch's transaction.</summary>
    public void Add(NpgsqlBatch batch, PreparedJob job)
    {
        CheckIsOwn(job);
        var transaction = batch.Transaction ?? throw new InvalidOperationException(
            $"The batch has no transaction, so nobody would know when '{job.Name}' may be sent. "
                + "Make it with one: new NpgsqlBatch(connection, transaction).");
        var connection = OutboxStore.ConnectionOf(transaction);
        store.Add(batch, job);
        watch?.Add(transaction, connection);
    }

    public void Wake() => wake.Set();

    public Task<IReadOnlyList<ParkedJob>> ListParkedAsync(int take = 100, CancellationToken cancellationToken = default) =>
        store.ListParkedAsync(take, cancellationToken);

    public async Task<int> RetryParkedAsync(IReadOnlyCollection<long>? ids = null, CancellationToken cancellationToken = default)
    {
        var retried = await store.RetryParkedAsync(ids, cancellationToken).ConfigureAwait(false);
        Wake();
        return retried;
    }

    public Task<int> DropParkedAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return store.DropParkedAsync(ids, cancellationToken);
    }

    private void CheckIsOwn(PreparedJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Service != service)
        {
            throw new ArgumentException(
                $"'{job}' is a job of the service '{job.Service}', and this is the outbox of '{service}'.", nameof(job));
        }
    }
}
