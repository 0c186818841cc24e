using Microsoft.EntityFrameworkCore;

namespace Ponos.EntityFrameworkCore.Outbox;

/// <summary>Keeps jobs among a context's changes: they are saved with the others, in whatever transaction that is.</summary>
internal sealed class TrackedOutbox(DbContext db) : IOutbox
{
    public Task AddAsync(PreparedJob job, IServiceProvider services, CancellationToken cancellationToken)
    {
        db.Add(ContextOutbox.Of(services, job.Service, db).Row(job, db));
        return Task.CompletedTask;
    }
}
