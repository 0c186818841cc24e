using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Ponos.PostgreSql.Outbox;

namespace Ponos;

/// <summary>Publishes jobs with a transaction, and has a job handled once.</summary>
public static class NpgsqlTransactionExtensions
{
    /// <summary>
    /// Publishes a job with a transaction: it is checked against its contract now, and sent when the transaction is committed. Jobs
    /// of one transaction are sent in their order. The service needs <c>UsePostgreSqlOutbox</c>.
    /// </summary>
    /// <typeparam name="TJob">The record, with <see cref="TaskAttribute"/> or <see cref="EventAttribute"/>.</typeparam>
    /// <param name="transaction">The transaction.</param>
    /// <param name="publisher">The service's publisher. Its filters run.</param>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the job is part of the transaction.</returns>
    /// <exception cref="UndeclaredJobException">The type declares no contract of the service.</exception>
    /// <exception cref="InvalidJobException">The job breaks its contract. The transaction goes on without it.</exception>
    /// <exception cref="InvalidOperationException">The transaction has ended, or the service has no outbox.</exception>
    public static Task PublishAsync<TJob>(
        this NpgsqlTransaction transaction, IPublisher publisher, TJob job, CancellationToken cancellationToken = default)
        where TJob : notnull => WithinAsync(transaction, publisher, publisher => publisher.PublishAsync(job, cancellationToken));

    /// <summary>Publishes a job with a transaction, with options.</summary>
    /// <typeparam name="TJob">The record, with <see cref="TaskAttribute"/> or <see cref="EventAttribute"/>.</typeparam>
    /// <param name="transaction">The transaction.</param>
    /// <param name="publisher">The service's publisher.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">Where, when and how. A delay counts from now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the job is part of the transaction.</returns>
    /// <exception cref="PublishException">As without options.</exception>
    public static Task PublishAsync<TJob>(
        this NpgsqlTransaction transaction,
        IPublisher publisher,
        TJob job,
        PublishOptions options,
        CancellationToken cancellationToken = default)
        where TJob : notnull => WithinAsync(transaction, publisher, publisher => publisher.PublishAsync(job, options, cancellationToken));

    /// <summary>Publishes a task with a transaction, by its name.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="publisher">The service's publisher.</param>
    /// <param name="name">The task's name.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">Where, when and how; or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the job is part of the transaction.</returns>
    /// <exception cref="PublishException">As by type.</exception>
    public static Task PublishTaskAsync(
        this NpgsqlTransaction transaction,
        IPublisher publisher,
        string name,
        object job,
        PublishOptions? options = null,
        CancellationToken cancellationToken = default) =>
        WithinAsync(transaction, publisher, publisher => publisher.PublishTaskAsync(name, job, options, cancellationToken));

    /// <summary>Publishes an event with a transaction, by its name.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="publisher">The service's publisher.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">When and how; or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the job is part of the transaction.</returns>
    /// <exception cref="PublishException">As by type.</exception>
    public static Task PublishEventAsync(
        this NpgsqlTransaction transaction,
        IPublisher publisher,
        string name,
        object job,
        PublishOptions? options = null,
        CancellationToken cancellationToken = default) =>
        WithinAsync(transaction, publisher, publisher => publisher.PublishEventAsync(name, job, options, cancellationToken));

    /// <summary>
    /// Remembers in the inbox that a handler handles a job, as part of the transaction that has the job's effects. Where this is
    /// <see langword="false"/>, return: the job had been handled before, and its outcome is <c>Duplicate</c>. Two processes that have
    /// the same job at the same time wait for one another.
    /// </summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="context">The handler's context.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the handler is to go on. Always <see langword="true"/> for a job without an id.</returns>
    /// <exception cref="InvalidOperationException">The service has no outbox, or the transaction has ended.</exception>
    public static async Task<bool> RememberAsync(
        this NpgsqlTransaction transaction, JobContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(context);
        if (context.InboxKey is not { } key)
        {
            return true;
        }

        var isNew = await PostgreSqlOutbox.Of(context.Services, context.Service)
            .Store.RememberAsync(transaction, context.Queue, key, cancellationToken)
            .ConfigureAwait(false);
        context.IsDuplicate = !isNew;
        return isNew;
    }

    private static async Task WithinAsync(NpgsqlTransaction transaction, IPublisher publisher, Func<IPublisher, Task> publish)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(publisher);
        // Gone with this method.
        OutboxScope.Current = new TransactionOutbox(transaction);
        await publish(publisher).ConfigureAwait(false);
    }
}
