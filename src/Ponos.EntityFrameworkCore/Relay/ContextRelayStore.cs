using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Ponos.EntityFrameworkCore.Model;
using Ponos.EntityFrameworkCore.Outbox;
using Ponos.Outboxes;

namespace Ponos.EntityFrameworkCore.Relay;

/// <summary>
/// Hands jobs out to a relay, by queries that every database knows: one process at a time has a lease for them, and reads them in the
/// order of their numbers.
/// </summary>
internal sealed class ContextRelayStore<TDb>(IServiceScopeFactory scopes, string service, int batchSize, TimeProvider time) : IRelayStore
    where TDb : DbContext
{
    /// <summary>Longer than a round lasts.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    private readonly string _me = Guid.NewGuid().ToString("N");

    public Task PrepareAsync(CancellationToken cancellationToken) => WithAsync(async db =>
    {
        ContextOutbox.RequireModel(db);
        if (!await db.Set<OutboxLease>().AnyAsync(lease => lease.Service == service, cancellationToken))
        {
            _ = await RowWriter.InsertAsync(db, new OutboxLease { Service = service }, unlessThere: true, cancellationToken);
        }

        return true;
    });

    public Task<IRelayRound?> BeginAsync(string[] refused, bool one, CancellationToken cancellationToken) => WithAsync(async db =>
    {
        var waiting = Waiting(db, [.. refused]);
        // Asked first: while there is nothing to do, nothing is written.
        if (!await waiting.AnyAsync(cancellationToken) || !await TakeLeaseAsync(db, cancellationToken))
        {
            return null;
        }

        var now = Now();
        var messages = await waiting.OrderBy(message => message.Id).Take(one ? 1 : batchSize).ToListAsync(cancellationToken);
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        var rows = new List<OutboxRow>(messages.Count);
        foreach (var message in messages)
        {
            rows.Add(new OutboxRow
            {
                Id = message.Id,
                After = last.TryGetValue(message.Origin, out var before) ? before : null,
                OrderKey = message.OrderKey,
                Name = message.Name,
                Destination = message.Destination,
                Properties = message.Properties,
                Body = message.Body,
                Age = TimeSpan.FromMilliseconds(now - message.CreatedAt),
            });
            last[message.Origin] = message.Id;
        }

        return (IRelayRound?)new Round(this, rows);
    });

    public Task<RelayState.Backlog> LookAsync(CancellationToken cancellationToken) => WithAsync(async db =>
    {
        var parked = db.Set<OutboxMessage>().AsNoTracking().Where(message => message.Service == service && message.ParkedAt != null);
        var count = await parked.LongCountAsync(cancellationToken);
        var reason = count == 0
            ? null
            : await parked.OrderByDescending(message => message.Id)
                .Select(message => message.Reason)
                .FirstOrDefaultAsync(cancellationToken);
        var oldest = await Waiting(db, [])
            .OrderBy(message => message.Id)
            .Select(message => (long?)message.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
        return new RelayState.Backlog(
            count, reason, oldest is { } since ? TimeSpan.FromMilliseconds(Math.Max(0, Now() - since)) : TimeSpan.Zero);
    });

    public Task<long> TidyAsync(CancellationToken cancellationToken) => Task.FromResult(0L);

    public Task EndAsync() => WithAsync(db => db.Set<OutboxLease>()
        .Where(lease => lease.Service == service && lease.Owner == _me)
        .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Until, 0L)));

    private IQueryable<OutboxMessage> Waiting(TDb db, List<string> refused)
    {
        var waiting = db.Set<OutboxMessage>().AsNoTracking().Where(message => message.Service == service && message.ParkedAt == null);
        return refused.Count == 0 ? waiting : waiting.Where(message => !refused.Contains(message.Destination));
    }

    private async Task<bool> TakeLeaseAsync(TDb db, CancellationToken cancellationToken)
    {
        var now = Now();
        var until = now + (long)Lease.TotalMilliseconds;
        return await db.Set<OutboxLease>()
            .Where(lease => lease.Service == service && (lease.Owner == _me || lease.Until < now))
            .ExecuteUpdateAsync(
                set => set.SetProperty(lease => lease.Owner, _me).SetProperty(lease => lease.Until, until), cancellationToken) == 1;
    }

    private async Task SettleAsync(IReadOnlyList<long> sent, IReadOnlyList<(long Id, string Reason)> parked) => await WithAsync(async db =>
    {
        if (sent.Count > 0)
        {
            await db.Set<OutboxMessage>().Where(message => sent.Contains(message.Id)).ExecuteDeleteAsync();
        }

        foreach (var (id, reason) in parked)
        {
            long? now = Now();
            await db.Set<OutboxMessage>()
                .Where(message => message.Id == id)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(message => message.ParkedAt, now).SetProperty(message => message.Reason, reason));
        }

        return true;
    });

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<T> WithAsync<T>(Func<TDb, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TDb>());
    }

    private sealed class Round(ContextRelayStore<TDb> store, IReadOnlyList<OutboxRow> rows) : IRelayRound
    {
        public IReadOnlyList<OutboxRow> Rows => rows;

        public Task SettleAsync(IReadOnlyList<long> sent, IReadOnlyList<(long Id, string Reason)> parked) =>
            store.SettleAsync(sent, parked);

        public ValueTask DisposeAsync() => default;
    }
}
