namespace Ponos;

/// <summary>
/// Sends jobs of one service that were checked before and kept in an outbox meanwhile. In the services under the service's
/// name: <c>[FromKeyedServices("images")] IPreparedJobs</c>.
/// </summary>
public interface IPreparedJobs
{
    /// <summary>Sends a job. It is counted and told to observers when the broker has taken it.</summary>
    /// <param name="job">A job that this service prepared, in this process or another.</param>
    /// <param name="cancellationToken">Gives up waiting. The job may have been taken all the same.</param>
    /// <returns>A task that completes when the broker has confirmed the job.</returns>
    /// <exception cref="UnroutableTaskException">The task has no queue.</exception>
    /// <exception cref="PublishRejectedException">The broker refused the job, as a full queue does.</exception>
    /// <exception cref="PublishForbiddenException">The service's user may not write there.</exception>
    /// <exception cref="UnsendableJobException">The job can never be sent as it is.</exception>
    /// <exception cref="BrokerUnavailableException">
    /// The broker could not be reached, or did not confirm within the service's <c>PublishTimeout</c>.
    /// </exception>
    /// <exception cref="PublishException">It was not published for another reason, which the message names.</exception>
    /// <exception cref="ArgumentException">It is a job of another service.</exception>
    Task SendAsync(PreparedJob job, CancellationToken cancellationToken);
}
