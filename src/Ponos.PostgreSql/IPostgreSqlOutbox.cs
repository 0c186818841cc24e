using Npgsql;

namespace Ponos;

/// <summary>
/// The outbox of one service. In the services under the service's name, and without one where the host has one outbox.
/// </summary>
public interface IPostgreSqlOutbox : IOutboxRelay
{
    /// <summary>The schema of its tables.</summary>
    string Schema { get; }

    /// <summary>Adds a job to a transaction; it is sent when that is committed. <c>transaction.PublishAsync(…)</c> prepares it and calls this.</summary>
    /// <param name="transaction">The transaction, in the database of the outbox.</param>
    /// <param name="job">A job of the service.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the job is part of the transaction.</returns>
    /// <exception cref="InvalidOperationException">The transaction has ended.</exception>
    /// <exception cref="PostgresException">The database refused; the tables may be missing.</exception>
    Task AddAsync(NpgsqlTransaction transaction, PreparedJob job, CancellationToken cancellationToken = default);

    /// <summary>Lists the service's parked jobs, oldest first: those that the broker can never take as they are.</summary>
    /// <param name="take">How many at most. From 1 to 1000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The jobs.</returns>
    Task<IReadOnlyList<ParkedJob>> ListParkedAsync(int take = 100, CancellationToken cancellationToken = default);

    /// <summary>Lets the relay try parked jobs again, when what was wrong has been mended.</summary>
    /// <param name="ids">Which, by <see cref="ParkedJob.Id"/>; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many are tried.</returns>
    Task<int> RetryParkedAsync(IReadOnlyCollection<long>? ids = null, CancellationToken cancellationToken = default);

    /// <summary>Drops parked jobs for good.</summary>
    /// <param name="ids">Which, by <see cref="ParkedJob.Id"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were dropped.</returns>
    Task<int> DropParkedAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default);
}
