namespace Ponos.Transport;

/// <summary>One queue's consumer.</summary>
internal interface IReceiver : IAsyncDisposable
{
    /// <summary>
    /// Takes no more deliveries. Those that were handed out can still be settled; those that the transport had buffered
    /// go back to the queue. After it completes, nothing more is handed out.
    /// </summary>
    Task StopAsync(CancellationToken cancellationToken);
}
