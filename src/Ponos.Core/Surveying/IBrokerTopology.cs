namespace Ponos;

/// <summary>
/// What a service would declare on its broker, beside what the broker has. For a deployment: it compares without changing anything, and
/// declares or moves what it is told to. Opened by <c>OpenBrokerTopologyAsync</c>; over one connection, which is not mended
/// when it is lost.
/// </summary>
public interface IBrokerTopology : IAsyncDisposable
{
    /// <summary>The broker: hosts, ports and virtual host, never a credential.</summary>
    string Broker { get; }

    /// <summary>The virtual host.</summary>
    string VirtualHost { get; }

    /// <summary>What the broker says of itself.</summary>
    BrokerIdentity Identity { get; }

    /// <summary>What the service declares, as its registration, options and <see cref="DeclareMode"/> have it.</summary>
    ServiceTopology Planned { get; }

    /// <summary>
    /// Who logs in, for other ports of the same broker such as its management; <see langword="null"/> where a certificate says it.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The user and the password.</returns>
    /// <exception cref="BrokerUnavailableException">The service's credential provider failed.</exception>
    ValueTask<RabbitMqCredential?> LoginAsync(CancellationToken cancellationToken = default);

    /// <summary>Compares a queue with the broker's, by declaring it where it exists already: that changes nothing.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What the broker has.</returns>
    /// <exception cref="BrokerUnavailableException">The connection was lost.</exception>
    Task<TopologyFinding> CompareAsync(DeclaredQueue queue, CancellationToken cancellationToken = default);

    /// <summary>Compares an exchange with the broker's, by declaring it where it exists already: that changes nothing.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What the broker has.</returns>
    /// <exception cref="BrokerUnavailableException">The connection was lost.</exception>
    Task<TopologyFinding> CompareAsync(DeclaredExchange exchange, CancellationToken cancellationToken = default);

    /// <summary>Declares what is missing. What is there already stays as it is.</summary>
    /// <param name="part">A part of <see cref="Planned"/>, or all of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that completes when it stands.</returns>
    /// <exception cref="TopologyMismatchException">
    /// Something exists with other arguments, or may not be declared. It is as it was.
    /// </exception>
    /// <exception cref="BrokerUnavailableException">The connection was lost.</exception>
    Task DeclareAsync(ServiceTopology part, CancellationToken cancellationToken = default);

    /// <summary>
    /// Moves a queue to the arguments that the service declares: its jobs into a queue beside it (<c>{queue}.migrating</c>), which
    /// takes over its bindings; deletes and declares it; and its jobs back. Each job is confirmed at its new place before it leaves the
    /// old one. A migration that was interrupted goes on when it is asked for again. Nobody may consume the queue meanwhile.
    /// </summary>
    /// <param name="queue">The name of one of the service's queues.</param>
    /// <param name="options">What is known of its publishers and bindings.</param>
    /// <param name="cancellationToken">Gives up; what was moved stays moved, and no job is lost.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="ArgumentException">The service has no such queue.</exception>
    /// <exception cref="InvalidOperationException">
    /// It cannot be moved now: it is consumed, or published to. Nothing was deleted.
    /// </exception>
    /// <exception cref="TopologyMismatchException">It could not be declared.</exception>
    /// <exception cref="BrokerUnavailableException">The connection was lost.</exception>
    Task<QueueMigration> MigrateAsync(string queue, QueueMigrationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Counts the jobs that are ready in a queue.</summary>
    /// <param name="queue">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many; <see langword="null"/> where there is no such queue.</returns>
    /// <exception cref="BrokerUnavailableException">The connection was lost, or the user may not look at the queue.</exception>
    Task<long?> CountAsync(string queue, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads jobs that are ready in a queue, the first ones first, and puts them back when the reading ends.
    /// Nobody else sees them meanwhile.
    /// </summary>
    /// <param name="queue">Its name.</param>
    /// <param name="most">How many at most. From 1 on.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The jobs; none where there is no such queue.</returns>
    /// <exception cref="BrokerUnavailableException">The connection was lost, or the user may not read the queue.</exception>
    IAsyncEnumerable<WaitingJob> ReadAsync(string queue, int most, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads jobs that are held back on the delay levels, of all services, and puts them back when each level has been read.
    /// </summary>
    /// <param name="most">How many of each level at most. From 1 on.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The jobs, with the queue or event that each is for.</returns>
    /// <exception cref="BrokerUnavailableException">The connection was lost, or the user may not read the levels.</exception>
    IAsyncEnumerable<WaitingJob> ReadDelayedAsync(int most, CancellationToken cancellationToken = default);
}
