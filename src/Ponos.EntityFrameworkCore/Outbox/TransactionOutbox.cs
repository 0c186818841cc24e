using Microsoft.EntityFrameworkCore;

namespace Ponos.EntityFrameworkCore.Outbox;

/// <summary>Keeps jobs as part of a context's running transaction.</summary>
internal sealed class TransactionOutbox(DbContext db, CommitInterceptor commits) : IOutbox
{
    public async Task AddAsync(PreparedJob job, IServiceProvider services, CancellationToken cancellationToken)
    {
        var outbox = ContextOutbox.Of(services, job.Service, db);
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException($"The transaction of the handler has ended, so '{job.Name}' can be no part of it. Publish before the handler returns.");
        }

        _ = await RowWriter.InsertAsync(db, outbox.Row(job, db), unlessThere: false, cancellationToken);
        commits.Expect(db, outbox);
    }
}
