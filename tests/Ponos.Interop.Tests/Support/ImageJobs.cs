using Ponos;

namespace Images;

[Event("time.one-day.passed")]
public sealed record DayPassed(DateOnly Day);

[Task("docker.images.cleanup")]
public sealed record CleanUpImages(string Dock);

[Event("docker.images.cleaned")]
public sealed record ImagesCleaned(string Dock);

[Task("docker.images.report")]
public sealed record ReportImages(string Dock, int Count);

/// <summary>The service that shares its queues with a fleet of node services.</summary>
public sealed class ImageWorkers(IPublisher publisher, Seen seen)
{
    [Event("time.one-day.passed")]
    public Task OnDayPassed(DayPassed tick, JobContext context, CancellationToken cancellationToken)
    {
        seen.Contexts.Enqueue(context);
        return publisher.PublishAsync(new CleanUpImages($"eu-{tick.Day.Day}"), cancellationToken);
    }

    [Task("docker.images.cleanup")]
    public async Task CleanUp(CleanUpImages job, JobContext context, CancellationToken cancellationToken)
    {
        seen.Contexts.Enqueue(context);
        if (!job.Dock.StartsWith("again-", StringComparison.Ordinal))
        {
            await publisher.PublishAsync(new ImagesCleaned(job.Dock), cancellationToken);
        }
    }
}

/// <summary>What the handlers were told of their jobs.</summary>
public sealed class Seen
{
    public System.Collections.Concurrent.ConcurrentQueue<JobContext> Contexts { get; } = new();
}
