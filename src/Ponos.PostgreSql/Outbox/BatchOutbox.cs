using Npgsql;
using Ponos.Outboxes;

namespace Ponos.PostgreSql.Outbox;

/// <summary>Where jobs go that are published with a batch: into it, for the outbox of whichever service publishes them.</summary>
internal sealed class BatchOutbox(NpgsqlBatch batch) : IOutbox
{
    public Task AddAsync(PreparedJob job, IServiceProvider services, CancellationToken cancellationToken)
    {
        PostgreSqlOutbox.Of(services, job.Service).Add(batch, job);
        return Task.CompletedTask;
    }
}
