namespace Ponos;

/// <summary>
/// Remembers which jobs a handler has handled, so that a job that comes twice has its effect once. Without one in the
/// services, each handler remembers its last jobs in memory. One that is registered is resolved from the attempt's
/// scope, where it can share the handler's own database transaction.
/// </summary>
public interface IInbox
{
    /// <summary>Runs a handler unless it has handled this job before, and remembers the job when the handler succeeds.</summary>
    /// <param name="queue">The handler's queue, which sets apart handlers of one event.</param>
    /// <param name="messageId">The job's unique id.</param>
    /// <param name="handle">Runs the handler. What it throws is passed on, and the job is not remembered.</param>
    /// <param name="cancellationToken">The attempt's token.</param>
    /// <returns>Whether the handler ran; <see langword="false"/> when the job had been handled before.</returns>
    Task<bool> RunOnceAsync(string queue, string messageId, Func<Task> handle, CancellationToken cancellationToken);
}
