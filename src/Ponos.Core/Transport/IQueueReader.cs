namespace Ponos.Transport;

/// <summary>
/// Takes jobs out of a queue one by one, in order, for a person who looks through dead jobs. Deliveries that were not
/// settled go back to the queue when the reader is disposed.
/// </summary>
internal interface IQueueReader : IAsyncDisposable
{
    /// <summary>How many jobs were ready in the queue when the reader was opened.</summary>
    long Count { get; }

    /// <summary>Who consumed the queue when the reader was opened.</summary>
    int Consumers { get; }

    /// <summary>How many jobs are ready in the queue now.</summary>
    ValueTask<long> CountReadyAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The next job, or <see langword="null"/> when none is ready. The one before it has no body from here on, unless it was
    /// settled: of thousands that are looked at only one is kept whole.
    /// </summary>
    ValueTask<Delivery?> GetAsync(CancellationToken cancellationToken);
}
