namespace Ponos;

/// <summary>Shorter and wider ways to publish.</summary>
public static class PublisherExtensions
{
    /// <summary>
    /// How many publishes of one call are on their way at a time: what a connection has room for
    /// unconfirmed, and as many ready to follow.
    /// </summary>
    private const int Window = 1024;

    /// <summary>Publishes a task by its name.</summary>
    /// <param name="publisher">The publisher.</param>
    /// <param name="name">The task's name.</param>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Gives up waiting. The job may have been taken all the same.</param>
    /// <returns>A task that completes when the broker has confirmed the job.</returns>
    /// <exception cref="PublishException">As for <see cref="IPublisher.PublishTaskAsync"/>.</exception>
    public static Task PublishTaskAsync(this IPublisher publisher, string name, object job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        return publisher.PublishTaskAsync(name, job, null, cancellationToken);
    }

    /// <summary>Publishes an event by its name.</summary>
    /// <param name="publisher">The publisher.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Gives up waiting. The job may have been taken all the same.</param>
    /// <returns>A task that completes when the broker has confirmed the job.</returns>
    /// <exception cref="PublishException">As for <see cref="IPublisher.PublishEventAsync"/>.</exception>
    public static Task PublishEventAsync(this IPublisher publisher, string name, object job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        return publisher.PublishEventAsync(name, job, null, cancellationToken);
    }

    /// <summary>
    /// Publishes many jobs without waiting for each before the next, and says of each what became of it: one that breaks its
    /// contract, or that the broker refuses, keeps none of the others back. They are sent in order.
    /// </summary>
    /// <typeparam name="TJob">The jobs' record; or <see cref="object"/> for jobs of several.</typeparam>
    /// <param name="publisher">The publisher.</param>
    /// <param name="jobs">The jobs. Read as they are sent, so that a million of them need no memory at once.</param>
    /// <param name="options">Where, when and how, for all of them; without a message id, which each gets for itself.</param>
    /// <param name="cancellationToken">Sends no more. The results tell of those that were begun.</param>
    /// <returns>One result for each job that was begun, in order.</returns>
    /// <exception cref="ArgumentException">
    /// The options have a message id: all but one of the jobs would be taken for duplicates.
    /// </exception>
    public static async Task<IReadOnlyList<PublishResult>> PublishManyAsync<TJob>(
        this IPublisher publisher, IEnumerable<TJob> jobs, PublishOptions? options = null, CancellationToken cancellationToken = default)
        where TJob : notnull
    {
        ArgumentNullException.ThrowIfNull(publisher);
        ArgumentNullException.ThrowIfNull(jobs);
        if (options?.MessageId is not null)
        {
            throw new ArgumentException(
                "Several jobs cannot have one MessageId: all but the first would be taken for duplicates. "
                    + "Leave it out, and each gets its own.",
                nameof(options));
        }

        if (SynchronizationContext.Current is not null || TaskScheduler.Current != TaskScheduler.Default)
        {
            // Left here once: each publish would leave it by itself, and they would overtake one another.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        var results = new List<PublishResult>();
        var underway = new Queue<Task<PublishResult>>();
        foreach (var job in jobs)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            if (underway.Count == Window)
            {
                results.Add(await underway.Dequeue().ConfigureAwait(false));
            }

            underway.Enqueue(PublishOneAsync(publisher, job, options, cancellationToken));
        }

        while (underway.TryDequeue(out var publish))
        {
            results.Add(await publish.ConfigureAwait(false));
        }

        return results;
    }

    private static async Task<PublishResult> PublishOneAsync<TJob>(
        IPublisher publisher, TJob job, PublishOptions? options, CancellationToken cancellationToken)
        where TJob : notnull
    {
        var id = Guid.CreateVersion7().ToString();
        try
        {
            await publisher.PublishAsync(job, (options ?? new PublishOptions()) with { MessageId = id }, cancellationToken)
                .ConfigureAwait(false);
            return new PublishResult { MessageId = id };
        }
        catch (Exception exception) when (exception is PublishException or OperationCanceledException)
        {
            return new PublishResult { MessageId = id, Error = exception };
        }
    }
}
