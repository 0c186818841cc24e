using System.ComponentModel.DataAnnotations;
using Ponos;
using RetryAttribute = Ponos.RetryAttribute;

namespace Images;

[Event("time.one-day.passed")]
public sealed record DayPassed(DateOnly Day);

[Task("docker.images.cleanup")]
public sealed record CleanUpImages([property: StringLength(20, MinimumLength = 1)] string Dock);

[Event("docker.images.cleaned")]
public sealed record ImagesCleaned(string Dock);

/// <summary>A service as an application writes it: an event becomes a task becomes another event.</summary>
public sealed class ImageWorkers(IPublisher publisher, Dock dock)
{
    [Event("time.one-day.passed")]
    public Task OnDayPassed(DayPassed tick, CancellationToken cancellationToken) =>
        publisher.PublishAsync(new CleanUpImages($"eu-{tick.Day.Day}"), cancellationToken);

    [Task("docker.images.cleanup"), Retry(MaxAttempts = 3, Delay = "50ms", Jitter = false)]
    public async Task CleanUp(CleanUpImages job, JobContext context, CancellationToken cancellationToken)
    {
        await dock.OnCleanUp(job, context);
        await publisher.PublishAsync(new ImagesCleaned(job.Dock), cancellationToken);
    }

    [Event("docker.*.cleaned")]
    public static Task OnAnythingCleaned(Job job) => Task.CompletedTask;
}

/// <summary>What cleaning up does in a test.</summary>
public sealed class Dock
{
    public Func<CleanUpImages, JobContext, Task> OnCleanUp { get; set; } = (_, _) => Task.CompletedTask;
}
