using Ponos.Topology;

namespace Ponos.Transport;

/// <summary>
/// What the worker server needs of a broker. Both adapters pass the same suite, <c>TransportContract</c>; a fault of the
/// broker never surfaces as a crash: a transport reconnects by itself and says so in its health.
/// </summary>
internal interface ITransport : IAsyncDisposable
{
    /// <summary>Where jobs go, for logs and errors: host, port and virtual host, never a credential.</summary>
    string Description { get; }

    /// <summary>What the transport and each of its receivers is doing now.</summary>
    TransportHealth Health { get; }

    /// <summary>
    /// Adds what one service needs to what is declared, and keeps it declared through every reconnection. Completes when
    /// it stands.
    /// </summary>
    /// <exception cref="TopologyMismatchException">A queue or exchange exists with other options. Nothing was changed.</exception>
    /// <exception cref="BrokerUnavailableException">The broker could not be reached before the token was cancelled.</exception>
    Task DeclareAsync(TopologyShape topology, CancellationToken cancellationToken);

    /// <summary>
    /// Takes an event's exchange away that is not needed any more, unless something is bound to it besides the exchange that
    /// patterns listen to. It is kept declared no longer.
    /// </summary>
    /// <returns>Whether it is gone; <see langword="false"/> where something is bound, or this transport declares nothing.</returns>
    /// <exception cref="TopologyMismatchException">The broker does not let this user. Everything is as it was.</exception>
    /// <exception cref="BrokerUnavailableException">The broker could not be asked.</exception>
    Task<bool> RemoveUnusedAsync(string exchange, CancellationToken cancellationToken);

    /// <summary>
    /// Sends one job and completes when the broker has taken it. A send that was cancelled or timed out may have been
    /// taken all the same.
    /// </summary>
    /// <exception cref="UnroutableTaskException">A job for a queue found no queue.</exception>
    /// <exception cref="PublishRejectedException">The broker refused the job, as a full queue does.</exception>
    /// <exception cref="BrokerUnavailableException">No connection stood, or the connection was lost before the broker answered.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    ValueTask SendAsync(OutgoingJob job, CancellationToken cancellationToken);

    /// <summary>Begins to hand a queue's jobs to <paramref name="deliver"/>, and goes on after every reconnection.</summary>
    /// <param name="queue">The queue's name. It has been declared.</param>
    /// <param name="limits">How many deliveries may be unsettled at a time, and for how long.</param>
    /// <param name="deliver">Takes each delivery, quickly and without throwing; what it does with it happens elsewhere.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    Task<IReceiver> ReceiveAsync(string queue, ReceiveLimits limits, Action<Delivery> deliver, CancellationToken cancellationToken);

    /// <summary>Opens a queue to look through it; <see langword="null"/> when there is no such queue.</summary>
    Task<IQueueReader?> ReadAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Reads a stream from a time on, or all of it, up to what is in it now; nothing when there is no such stream.</summary>
    /// <exception cref="BrokerUnavailableException">The reading was interrupted.</exception>
    IAsyncEnumerable<StreamMessage> ReadStreamAsync(string stream, DateTimeOffset? from, CancellationToken cancellationToken);
}
