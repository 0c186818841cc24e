using Npgsql;

namespace Ponos;

/// <summary>
/// The outbox of one service. In the services under the service's name, and without one where the host has one outbox.
/// </summary>
public interface IPostgreSqlOutbox : IOutboxRelay, IParkedJobs
{
    /// <summary>The schema of its tables.</summary>
    string Schema { get; }

    /// <summary>
    /// Adds a job to a transaction; it is sent when that is committed.
    /// <c>transaction.PublishAsync(…)</c> prepares it and calls this.
    /// </summary>
    /// <param name="transaction">The transaction, in the database of the outbox.</param>
    /// <param name="job">A job of the service.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the job is part of the transaction.</returns>
    /// <exception cref="InvalidOperationException">The transaction has ended.</exception>
    /// <exception cref="PostgresException">The database refused; the tables may be missing.</exception>
    Task AddAsync(NpgsqlTransaction transaction, PreparedJob job, CancellationToken cancellationToken = default);
}
