namespace Ponos;

/// <summary>
/// What the handlers of one service are doing in this process, and a way to leave a queue alone for a while. In the
/// services under the service's name, and without a name in a host that has one service.
/// </summary>
public interface IWorkerControl
{
    /// <summary>The service's name.</summary>
    string Service { get; }

    /// <summary>The handlers as they are at this moment.</summary>
    IReadOnlyList<HandlerStatus> Handlers { get; }

    /// <summary>
    /// Leaves a handler's queue alone until <see cref="Resume"/>, in this process: its consumer ends, what has not begun
    /// goes back, what runs ends as usual. Health is degraded meanwhile, with the reason. A pause ends with the process. A
    /// queue that is paused already takes the new reason.
    /// </summary>
    /// <param name="jobName">The name of the task or event, or the pattern, of the handler.</param>
    /// <param name="reason">Why; a person reads it in health and log.</param>
    /// <param name="cancellationToken">Ends the wait, and not the pause.</param>
    /// <returns>A task that completes when no more jobs of the queue start here.</returns>
    /// <exception cref="ArgumentException">The service has no handler for that name, or there is no reason.</exception>
    Task PauseAsync(string jobName, string reason, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends a pause of <see cref="PauseAsync"/>. The queue is consumed again when the jobs that ran before have ended, and
    /// when no pause of the framework's own stands. Without a pause nothing happens.
    /// </summary>
    /// <param name="jobName">The name of the task or event, or the pattern, of the handler.</param>
    /// <exception cref="ArgumentException">The service has no handler for that name.</exception>
    void Resume(string jobName);
}
