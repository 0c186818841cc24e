using Khronos;
using Microsoft.Extensions.Logging;
using Ponos;

namespace Examples.Images;

// snippet: workers
public sealed class ImageWorkers(IPublisher publisher, ImageStore images, ILogger<ImageWorkers> log)
{
    [Event("time.one-day.passed")]
    public async Task OnDayPassed(TimePassed tick, CancellationToken cancellationToken)
    {
        foreach (var dock in images.Docks)
        {
            await publisher.PublishAsync(new CleanUpImages(dock), cancellationToken);
        }
    }

    [Task("docker.images.cleanup"), Retry(MaxAttempts = 7, Delay = "2s", MaxDelay = "10m"), Timeout("1m"), Concurrency(4)]
    public Task CleanUp(CleanUpImages job, CancellationToken cancellationToken)
    {
        var pruned = images.Prune(job.Dock, cancellationToken);
        log.LogInformation("Dock {Dock}: {Images} stale images pruned, {Bytes} bytes freed", job.Dock, pruned.Images, pruned.Bytes);
        return Task.CompletedTask;
    }
}
// end-snippet
