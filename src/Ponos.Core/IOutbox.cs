namespace Ponos;

/// <summary>
/// Keeps jobs instead of letting them be sent, until a transaction of the application's is committed. Packages for
/// databases implement it.
/// </summary>
public interface IOutbox
{
    /// <summary>Keeps a job. Its publisher waits for that, and for nothing else.</summary>
    /// <param name="job">The job, checked against its contract.</param>
    /// <param name="services">The services of the host that publishes it.</param>
    /// <param name="cancellationToken">The publisher's token.</param>
    /// <returns>A task that ends when the job is part of the transaction. What it throws, the publisher is thrown.</returns>
    Task AddAsync(PreparedJob job, IServiceProvider services, CancellationToken cancellationToken);
}
