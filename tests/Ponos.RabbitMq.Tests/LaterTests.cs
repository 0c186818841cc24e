using System.Diagnostics;
using Images;
using Ponos.Handlers;
using Ponos.RabbitMq.Tests.Support;

namespace Ponos.RabbitMq.Tests;

/// <summary>Jobs that wait on the broker: published for later, or for their next attempt.</summary>
internal sealed class LaterTests : WorkerFixture
{
    private const string Pack = "order.pack";

    [Test, CancelAfter(Bound)]
    public async Task Publish_TaskWithADelay_IsHandedOutWhenItIsDue(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));
        var since = Stopwatch.StartNew();

        await images.Publisher.PublishAsync(
            new CleanUpImages("eu-1"), new PublishOptions { Delay = TimeSpan.FromSeconds(2) }, cancellationToken);

        await images.Jobs.SettledAsync("docker.images.cleanup", JobOutcome.Succeeded, cancellationToken);
        Assert.That(since.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(1.9)));
    }

    [Test, CancelAfter(Bound)]
    public async Task Publish_EventNotBefore_ReachesListenersByNameAndByPattern(CancellationToken cancellationToken)
    {
        var name = Unique("thing.happened");
        var pattern = Unique("*.happened");
        var shop = await StartMappedAsync(Unique("shop"), builder => builder
            .MapEvent(name, (Job _) => Task.CompletedTask)
            .MapEvent(pattern, (Job _) => Task.CompletedTask));
        var since = Stopwatch.StartNew();

        await shop.Publisher.PublishEventAsync(
            name,
            new { Done = true },
            new PublishOptions { NotBefore = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(1) },
            cancellationToken);

        var byName = await shop.Jobs.SettledAsync(job => job.Queue == $"{shop.Name}.{name}", "by name", cancellationToken);
        var byPattern = await shop.Jobs.SettledAsync(job => job.Queue == $"{shop.Name}.{pattern}", "by pattern", cancellationToken);
        Assert.That(since.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(0.9)));
        Assert.That(new[] { byName.Outcome, byPattern.Outcome }, Is.All.EqualTo(JobOutcome.Succeeded));
        Assert.That(byPattern.Name, Is.EqualTo(name));
        Assert.That(byPattern.Tid, Is.EqualTo(byName.Tid));
    }

    [Test, CancelAfter(Bound)]
    public async Task Retry_WithALongWait_WaitsOnTheBrokerAndAnotherProcessGoesOn(CancellationToken cancellationToken)
    {
        var name = Unique("shop");
        var settings = new HandlerSettings { MaxAttempts = 3, Delay = TimeSpan.FromSeconds(4), Jitter = false };
        var first = await StartMappedAsync(name, builder => builder.MapTask(Pack, (Job _) => throw new IOException("busy"), settings));
        var since = Stopwatch.StartNew();

        await first.Publisher.PublishTaskAsync(
            Pack, new { Order = "o1" }, new PublishOptions { MessageId = "m-1", Tid = "t-1" }, cancellationToken);
        await first.Jobs.SettledAsync(Pack, JobOutcome.Failed, cancellationToken);
        await first.StopAsync();
        // The level of 4 s. Its length comes from the broker itself: list_queues shows a quorum queue's every few seconds only.
        Assert.That(await CountAsync("ponos.delay.02"), Is.EqualTo(1));
        Assert.That(await CountAsync($"{name}.{Pack}"), Is.Zero, "the delivery is settled while the job waits");
        var second = await StartMappedAsync(name, builder => builder.MapTask(Pack, (Job _) => Task.CompletedTask, settings));

        var job = await second.Jobs.SettledAsync(Pack, JobOutcome.Succeeded, cancellationToken);
        Assert.That(since.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(3.9)));
        Assert.That((job.Attempt, job.MessageId, job.Tid), Is.EqualTo((2, "m-1", "t-1")));
        Assert.That(System.Text.Encoding.UTF8.GetString(job.Body.Span), Is.EqualTo("""{"order":"o1","tid":"t-1"}"""));
    }
}
