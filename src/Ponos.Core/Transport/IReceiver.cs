namespace Ponos.Transport;

/// <summary>One queue's consumer.</summary>
internal interface IReceiver : IAsyncDisposable
{
    /// <summary>
    /// Takes no more deliveries. Those that were handed out can still be settled; those that the transport had buffered
    /// go back to the queue. After it completes, nothing more is handed out.
    /// </summary>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>How many deliveries the broker holds to be in hand.</summary>
    int Unsettled { get; }

    /// <summary>Takes as many unsettled deliveries at a time from now on. What is in hand beyond that stays.</summary>
    Task SetPrefetchAsync(int prefetch, CancellationToken cancellationToken);
}
