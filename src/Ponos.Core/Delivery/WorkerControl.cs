namespace Ponos.Delivery;

/// <summary>Shows what a service's queues are doing, and pauses them.</summary>
internal sealed class WorkerControl(string service, IReadOnlyList<QueueWorker> workers) : IWorkerControl
{
    public string Service => service;

    public IReadOnlyList<HandlerStatus> Handlers => [.. workers.Select(StatusOf)];

    public Task PauseAsync(string jobName, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var worker = Find(jobName);
        var givenBack = worker.Intake.PauseAsync(new PauseOrder(PauseCause.Asked, reason));

        // What came of a broadcast event waits here until the pause is over: there is no other queue for it.
        return worker.Plan.Descriptor.Settings.Broadcast == true ? Task.CompletedTask : givenBack.WaitAsync(cancellationToken);
    }

    public void Resume(string jobName) => Find(jobName).Intake.Resume(PauseCause.Asked);

    private QueueWorker Find(string jobName)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobName);
        return workers.FirstOrDefault(worker => worker.Plan.Descriptor.Name == jobName)
            ?? throw new ArgumentException(
                $"The service '{service}' has no handler for '{jobName}'. "
                    + $"It has: {string.Join(", ", workers.Select(known => known.Plan.Descriptor.Name))}.",
                nameof(jobName));
    }

    /// <summary>What one handler is doing at this moment.</summary>
    public static HandlerStatus StatusOf(QueueWorker worker)
    {
        var plan = worker.Plan;
        return new HandlerStatus
        {
            Kind = plan.Descriptor.Kind,
            JobName = plan.Descriptor.Name,
            HandlerName = plan.Descriptor.HandlerName,
            Queue = plan.Queue,
            State = worker.Intake.State,
            Concurrency = worker.Slots.Allowed,
            Pending = worker.Slots.Pending,
            Running = [.. worker.Slots.Taken.Select(RunningOf)],
            Pauses = [.. worker.Intake.Pauses.Select(
                pause => new HandlerPause { Since = pause.Since, Reason = pause.Order.Reason, NextLook = pause.LookAt })],
            Trouble = (worker.Trouble ?? worker.Pinned)?.Reason,
        };
    }

    private static RunningJob RunningOf(SlotState slot) => new()
    {
        JobName = slot.Job.Name,
        MessageId = slot.Job.MessageId,
        Tid = slot.Job.Tid?.ToString() ?? "",
        Attempt = slot.Attempt,
        Since = slot.Since,
        IsWaiting = slot.IsWaiting,
    };
}
