using Microsoft.Extensions.Logging;
using Ponos;

namespace Images;

public sealed class ImageWorkers(IPublisher publisher, ILogger<ImageWorkers> log)
{
    [Event("docker.disk.ran-low")]
    public Task OnDiskRanLow(DiskRanLow job, CancellationToken cancellationToken) =>
        publisher.PublishAsync(new CleanUpImages(job.Dock), cancellationToken);

    [Task("docker.images.cleanup"), Retry(MaxAttempts = 7, Delay = "500ms", MaxDelay = "10m"), Timeout("1m"), Concurrency(4)]
    public Task CleanUp(CleanUpImages job, JobContext context)
    {
        if (context.Attempt == 1)
        {
            throw new IOException($"The dock {job.Dock} does not answer.");
        }

        log.LogInformation("The dock {Dock} is clean, on attempt {Attempt}", job.Dock, context.Attempt);
        return Task.CompletedTask;
    }
}
