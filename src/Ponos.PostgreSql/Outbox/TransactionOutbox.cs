using Npgsql;

namespace Ponos.PostgreSql.Outbox;

/// <summary>Where jobs go that are published with a transaction: into the outbox of whichever service publishes them.</summary>
internal sealed class TransactionOutbox(NpgsqlTransaction transaction) : IOutbox
{
    public Task AddAsync(PreparedJob job, IServiceProvider services, CancellationToken cancellationToken) =>
        PostgreSqlOutbox.Of(services, job.Service).AddAsync(transaction, job, cancellationToken);
}
