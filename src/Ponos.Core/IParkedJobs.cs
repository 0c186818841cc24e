namespace Ponos;

/// <summary>
/// The parked jobs of one service's outbox: those that the broker can never take as they are. In the services under the service's
/// name, and without one where one service of the host has an outbox.
/// </summary>
public interface IParkedJobs
{
    /// <summary>Lists the service's parked jobs, oldest first.</summary>
    /// <param name="take">How many at most. From 1 to 1000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The jobs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of its range.</exception>
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
