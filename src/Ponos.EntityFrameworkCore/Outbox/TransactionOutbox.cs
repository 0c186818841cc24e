using Microsoft.EntityFrameworkCore;

namespace Ponos.EntityFrameworkCore.Outbox;

/// <summary>Keeps jobs as part of a context's running transaction.</summary>
internal sealed class TransactionOutbox(DbContext db, CommitInterceptor commits) : IOutbox
{
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Whether it is that context's.</summary>
    public bool IsOf(DbContext other) => ReferenceEquals(db, other);

    /// <summary>
    /// One after the other, in the order in which they come: a connection does one thing at a time, and a
    /// handler may publish many at once.
    /// </summary>
    public Task AddAsync(PreparedJob job, IServiceProvider services, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _last = AddBehindAsync(_last, job, services, cancellationToken);
        }
    }

    private async Task AddBehindAsync(Task before, PreparedJob job, IServiceProvider services, CancellationToken cancellationToken)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var outbox = ContextOutbox.Of(services, job.Service, db);
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException(
                $"The transaction of the handler has ended, so '{job.Name}' can be no part of it. Publish before the handler returns.");
        }

        _ = await RowWriter.InsertAsync(db, outbox.Row(job, db), unlessThere: false, cancellationToken);
        commits.Expect(db, outbox);
    }
}
