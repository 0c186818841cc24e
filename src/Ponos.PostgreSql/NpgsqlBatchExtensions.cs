using Npgsql;
using Ponos.PostgreSql.Outbox;

namespace Ponos;

/// <summary>Publishes jobs with a batch of statements, which spares a trip to the server for each.</summary>
public static class NpgsqlBatchExtensions
{
    /// <summary>
    /// Adds a job to a batch: it is checked against its contract now, becomes part of the batch's transaction when the batch is
    /// executed, and is sent when that is committed. As with <c>transaction.PublishAsync</c>, but the job's row travels with the
    /// batch's own statements. The batch gets one command more, which affects one row and may return one; a second one in a process
    /// that does not relay. Whether they are prepared is the batch's to say (<see cref="NpgsqlBatch.PrepareAsync"/>), and worth it.
    /// A batch that is executed again sends its jobs again, under the same message ids.
    /// </summary>
    /// <typeparam name="TJob">The record, with <see cref="TaskAttribute"/> or <see cref="EventAttribute"/>.</typeparam>
    /// <param name="batch">The batch, made with its transaction.</param>
    /// <param name="publisher">The service's publisher. Its filters run.</param>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the job is part of the batch.</returns>
    /// <exception cref="UndeclaredJobException">The type declares no contract of the service.</exception>
    /// <exception cref="InvalidJobException">The job breaks its contract. The batch stays as it is.</exception>
    /// <exception cref="InvalidOperationException">
    /// The batch has no transaction, or that has ended, or the service has no outbox.
    /// </exception>
    public static Task PublishAsync<TJob>(
        this NpgsqlBatch batch, IPublisher publisher, TJob job, CancellationToken cancellationToken = default)
        where TJob : notnull => WithinAsync(batch, publisher, publisher => publisher.PublishAsync(job, cancellationToken));

    /// <summary>Adds a job to a batch, with options.</summary>
    /// <typeparam name="TJob">The record, with <see cref="TaskAttribute"/> or <see cref="EventAttribute"/>.</typeparam>
    /// <param name="batch">The batch, made with its transaction.</param>
    /// <param name="publisher">The service's publisher.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">Where, when and how. A delay counts from now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the job is part of the batch.</returns>
    /// <exception cref="PublishException">As without options.</exception>
    public static Task PublishAsync<TJob>(
        this NpgsqlBatch batch,
        IPublisher publisher,
        TJob job,
        PublishOptions options,
        CancellationToken cancellationToken = default)
        where TJob : notnull => WithinAsync(batch, publisher, publisher => publisher.PublishAsync(job, options, cancellationToken));

    /// <summary>Adds a task to a batch, by its name.</summary>
    /// <param name="batch">The batch, made with its transaction.</param>
    /// <param name="publisher">The service's publisher.</param>
    /// <param name="name">The task's name.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">Where, when and how; or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the job is part of the batch.</returns>
    /// <exception cref="PublishException">As by type.</exception>
    public static Task PublishTaskAsync(
        this NpgsqlBatch batch,
        IPublisher publisher,
        string name,
        object job,
        PublishOptions? options = null,
        CancellationToken cancellationToken = default) =>
        WithinAsync(batch, publisher, publisher => publisher.PublishTaskAsync(name, job, options, cancellationToken));

    /// <summary>Adds an event to a batch, by its name.</summary>
    /// <param name="batch">The batch, made with its transaction.</param>
    /// <param name="publisher">The service's publisher.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">When and how; or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the job is part of the batch.</returns>
    /// <exception cref="PublishException">As by type.</exception>
    public static Task PublishEventAsync(
        this NpgsqlBatch batch,
        IPublisher publisher,
        string name,
        object job,
        PublishOptions? options = null,
        CancellationToken cancellationToken = default) =>
        WithinAsync(batch, publisher, publisher => publisher.PublishEventAsync(name, job, options, cancellationToken));

    private static async Task WithinAsync(NpgsqlBatch batch, IPublisher publisher, Func<IPublisher, Task> publish)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(publisher);
        // Gone with this method.
        OutboxScope.Current = new BatchOutbox(batch);
        await publish(publisher).ConfigureAwait(false);
    }
}
