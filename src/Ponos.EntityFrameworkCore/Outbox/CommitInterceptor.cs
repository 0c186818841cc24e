using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Ponos.EntityFrameworkCore.Outbox;

/// <summary>Wakes relays when a context has committed jobs.</summary>
internal sealed class CommitInterceptor(IServiceProvider provider) : ISaveChangesInterceptor, IDbTransactionInterceptor
{
    private readonly ConditionalWeakTable<DbContext, HashSet<ContextOutbox>> _expected = [];

    /// <summary>The context's next commit has jobs.</summary>
    public void Expect(DbContext db, ContextOutbox outbox)
    {
        var outboxes = _expected.GetValue(db, static _ => []);
        lock (outboxes)
        {
            outboxes.Add(outbox);
        }
    }

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        ExpectTracked(eventData.Context);
        return result;
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        ExpectTracked(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        Saved(eventData.Context);
        return result;
    }

    public ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Saved(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Committed(eventData.Context);

    public Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Committed(eventData.Context);
        return Task.CompletedTask;
    }

    private void ExpectTracked(DbContext? db)
    {
        if (db is null)
        {
            return;
        }

        foreach (var entry in TrackedMessages.Of(db))
        {
            if (entry.State == EntityState.Added
                && provider.GetKeyedServices<ContextOutbox>(entry.Entity.Service)
                    .FirstOrDefault(known => known.Context.IsInstanceOfType(db)) is { } outbox)
            {
                Expect(db, outbox);
            }
        }
    }

    /// <summary>A single command is committed without a transaction of its own.</summary>
    private void Saved(DbContext? db)
    {
        if (db?.Database.CurrentTransaction is null)
        {
            Committed(db);
        }

        // What was sent is not the context's to know: it would be kept in memory for as long as that lives.
        foreach (var entry in db is null ? [] : TrackedMessages.Of(db))
        {
            if (entry.State == EntityState.Unchanged)
            {
                entry.State = EntityState.Detached;
            }
        }
    }

    private void Committed(DbContext? db)
    {
        if (db is null || !_expected.TryGetValue(db, out var outboxes))
        {
            return;
        }

        ContextOutbox[] committed;
        lock (outboxes)
        {
            committed = [.. outboxes];
            outboxes.Clear();
        }

        foreach (var outbox in committed)
        {
            outbox.Wake();
        }
    }
}
