namespace Ponos.Topology;

/// <summary>A task or a listened-to event that has queues, and who wants them.</summary>
/// <param name="Kind">Whether it is a task or an event.</param>
/// <param name="Service">The service whose queues they are.</param>
/// <param name="Name">The job's name, or the pattern of events.</param>
/// <param name="Handler">The handler, or <see langword="null"/> for a task that is only published.</param>
internal sealed record PlannedJob(JobKind Kind, string Service, string Name, string? Handler)
{
    /// <summary>Whether each process has a queue of its own, with a name of its own.</summary>
    public bool Broadcast { get; init; }

    public override string ToString() =>
        $"the {(Kind == JobKind.Task ? "task" : "event")} '{Name}' of the service '{Service}' ({Handler ?? "published here"})";
}
