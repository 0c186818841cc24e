using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Ponos.EntityFrameworkCore.Outbox;

namespace Ponos;

/// <summary>Publishes jobs with the changes of a context.</summary>
public static class DbContextPublishExtensions
{
    /// <summary>
    /// Publishes a job with the context's changes: it is checked against its contract now, saved by <c>SaveChanges</c>, in whatever
    /// transaction that is, and sent when that is committed. The service needs <c>UseEntityFrameworkOutbox</c>.
    /// </summary>
    /// <typeparam name="TJob">The record, with <see cref="TaskAttribute"/> or <see cref="EventAttribute"/>.</typeparam>
    /// <param name="db">The context, as the host's services give it.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">Where, when and how; or <see langword="null"/>. A delay counts from now.</param>
    /// <exception cref="UndeclaredJobException">The type declares no contract of the service.</exception>
    /// <exception cref="InvalidJobException">The job breaks its contract. The context is as it was.</exception>
    /// <exception cref="InvalidOperationException">The service has no outbox in the context, or the context's model has none.</exception>
    public static void Publish<TJob>(this DbContext db, TJob job, PublishOptions? options = null)
        where TJob : notnull => db.PublishAsync(job, options).GetAwaiter().GetResult();

    /// <summary>Publishes a job with the context's changes, for a service whose publish filters wait for something.</summary>
    /// <typeparam name="TJob">The record, with <see cref="TaskAttribute"/> or <see cref="EventAttribute"/>.</typeparam>
    /// <param name="db">The context, as the host's services give it.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">Where, when and how; or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the job is among the context's changes. Save them.</returns>
    /// <exception cref="PublishException">As for <see cref="Publish{TJob}(DbContext, TJob, PublishOptions?)"/>.</exception>
    public static Task PublishAsync<TJob>(
        this DbContext db, TJob job, PublishOptions? options = null, CancellationToken cancellationToken = default)
        where TJob : notnull => PublishAsync(db, PublisherOf(db), job, options, cancellationToken);

    /// <summary>Publishes a job with the context's changes, for a host with several services.</summary>
    /// <typeparam name="TJob">The record, with <see cref="TaskAttribute"/> or <see cref="EventAttribute"/>.</typeparam>
    /// <param name="db">The context.</param>
    /// <param name="publisher">The service's publisher.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">Where, when and how; or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the job is among the context's changes. Save them.</returns>
    /// <exception cref="PublishException">As for <see cref="Publish{TJob}(DbContext, TJob, PublishOptions?)"/>.</exception>
    public static Task PublishAsync<TJob>(
        this DbContext db, IPublisher publisher, TJob job, PublishOptions? options = null, CancellationToken cancellationToken = default)
        where TJob : notnull =>
        WithinAsync(db, publisher, publisher => publisher.PublishAsync(job, options ?? new PublishOptions(), cancellationToken));

    /// <summary>Publishes a task by its name with the context's changes.</summary>
    /// <param name="db">The context, as the host's services give it.</param>
    /// <param name="name">The task's name.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">Where, when and how; or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the job is among the context's changes. Save them.</returns>
    /// <exception cref="PublishException">As by type.</exception>
    public static Task PublishTaskAsync(
        this DbContext db, string name, object job, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
        WithinAsync(db, PublisherOf(db), publisher => publisher.PublishTaskAsync(name, job, options, cancellationToken));

    /// <summary>Publishes an event by its name with the context's changes.</summary>
    /// <param name="db">The context, as the host's services give it.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">When and how; or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the job is among the context's changes. Save them.</returns>
    /// <exception cref="PublishException">As by type.</exception>
    public static Task PublishEventAsync(
        this DbContext db, string name, object job, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
        WithinAsync(db, PublisherOf(db), publisher => publisher.PublishEventAsync(name, job, options, cancellationToken));

    private static async Task WithinAsync(DbContext db, IPublisher publisher, Func<IPublisher, Task> publish)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(publisher);
        // Gone with this method.
        OutboxScope.Current = new TrackedOutbox(db);
        await publish(publisher).ConfigureAwait(false);
    }

    private static IPublisher PublisherOf(DbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db
            .GetService<IDbContextOptions>()
            .FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider?.GetService<IPublisher>()
            ?? throw new InvalidOperationException(
                $"This {db.GetType().Name} was not made by the services of a host with a Ponos service, so it knows no publisher. "
                + "Take it from them (AddDbContext), or give the publisher.");
    }
}
