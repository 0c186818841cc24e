using Ponos.Control;

namespace Ponos.Tool.Services;

/// <summary>A handler in all processes of its service, and what the broker says of its queues.</summary>
/// <param name="Service">The service.</param>
/// <param name="Kind">Whether it handles a task or listens to an event.</param>
/// <param name="JobName">The job's name, or the pattern.</param>
/// <param name="Queue">The queue; of a broadcast that of one process.</param>
/// <param name="Processes">How many processes have the handler.</param>
/// <param name="Running">Jobs that run.</param>
/// <param name="Ready">Jobs that are ready; none where there is no such queue, and for a broadcast.</param>
/// <param name="Consumers">How many consume it; none where there is no <paramref name="Ready"/>.</param>
/// <param name="Dead">Dead jobs.</param>
/// <param name="Invalid">Invalid jobs.</param>
/// <param name="State">What the queue is doing: one word where the processes agree.</param>
internal sealed record HandledQueue(
    string Service,
    JobKind Kind,
    string JobName,
    string Queue,
    int Processes,
    int Running,
    long? Ready,
    int? Consumers,
    long? Dead,
    long? Invalid,
    string State)
{
    /// <summary>Every handler of the processes, by service and name.</summary>
    public static async Task<IReadOnlyList<HandledQueue>> AllAsync(
        Session session, IReadOnlyList<ProcessReport> processes, CancellationToken cancellationToken)
    {
        var queues = new List<HandledQueue>();
        var handlers = processes.SelectMany(process => process.Handlers.Select(handler => (process.Service, Handler: handler)))
            .GroupBy(one => (one.Service, one.Handler.Kind, one.Handler.JobName))
            .OrderBy(same => same.Key.Service, StringComparer.Ordinal).ThenBy(same => same.Key.JobName, StringComparer.Ordinal);
        foreach (var same in handlers)
        {
            var first = same.First().Handler;
            // A process's own queue is refused to anybody else, and the broker logs each time that it was asked.
            var queue = first.IsBroadcast ? null : await session.Operator.LookAsync(first.Queue, cancellationToken);
            queues.Add(new HandledQueue(
                same.Key.Service,
                same.Key.Kind,
                same.Key.JobName,
                first.Queue,
                same.Count(),
                same.Sum(one => one.Handler.Running.Count),
                queue?.Ready,
                queue?.Consumers,
                (await session.Operator.LookAsync(first.DeadQueue, cancellationToken))?.Ready,
                (await session.Operator.LookAsync(first.InvalidQueue, cancellationToken))?.Ready,
                string.Join(", ", same.Select(one => one.Handler.State.ToString().ToLowerInvariant()).Distinct())));
        }

        return queues;
    }
}
