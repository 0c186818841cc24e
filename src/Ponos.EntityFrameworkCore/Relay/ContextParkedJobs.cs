using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Ponos.EntityFrameworkCore.Model;
using Ponos.EntityFrameworkCore.Outbox;

namespace Ponos.EntityFrameworkCore.Relay;

/// <summary>The parked jobs of a service in a context's database. On PostgreSQL they are those of its own outbox.</summary>
internal sealed class ContextParkedJobs<TDb>(string service, ContextOutbox outbox, IServiceProvider provider, TimeProvider time)
    : IParkedJobs
    where TDb : DbContext
{
    public Task<IReadOnlyList<ParkedJob>> ListParkedAsync(int take = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, 1000);
        return WithAsync(
            theirs => theirs.ListParkedAsync(take, cancellationToken),
            async db =>
            {
                var rows = await Parked(db).AsNoTracking().OrderBy(message => message.Id).Take(take).ToListAsync(cancellationToken);
                return (IReadOnlyList<ParkedJob>)[.. rows.Select(Job)];
            });
    }

    /// <summary>Its time begins anew, or it would be parked again at the first look.</summary>
    public async Task<int> RetryParkedAsync(IReadOnlyCollection<long>? ids = null, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var retried = await WithAsync(
            theirs => theirs.RetryParkedAsync(ids, cancellationToken),
            db => Parked(db, ids).ExecuteUpdateAsync(
                set => set.SetProperty(message => message.ParkedAt, (long?)null)
                    .SetProperty(message => message.Reason, (string?)null)
                    .SetProperty(message => message.CreatedAt, now),
                cancellationToken));
        outbox.Wake();
        return retried;
    }

    public Task<int> DropParkedAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return WithAsync(
            theirs => theirs.DropParkedAsync(ids, cancellationToken), db => Parked(db, ids).ExecuteDeleteAsync(cancellationToken));
    }

    private static ParkedJob Job(OutboxMessage message) => new()
    {
        Id = message.Id,
        Name = message.Name,
        Destination = message.Destination,
        MessageId = message.MessageId,
        Reason = message.Reason ?? "",
        ParkedAt = DateTimeOffset.FromUnixTimeMilliseconds(message.ParkedAt!.Value),
        Body = message.Body,
    };

    private IQueryable<OutboxMessage> Parked(TDb db, IReadOnlyCollection<long>? ids = null)
    {
        var parked = db.Set<OutboxMessage>().Where(message => message.Service == service && message.ParkedAt != null);
        return ids is null ? parked : parked.Where(message => ids.Contains(message.Id));
    }

    private async Task<T> WithAsync<T>(Func<IParkedJobs, Task<T>> onPostgreSql, Func<TDb, Task<T>> elsewhere)
    {
        await using var scope = provider.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        return ContextOutbox.IsOnPostgreSql(db) && provider.GetKeyedService<IOutboxRelay>(service) is IParkedJobs theirs
            ? await onPostgreSql(theirs)
            : await elsewhere(db);
    }
}
