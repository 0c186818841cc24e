using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Images;
using Ponos.RabbitMq.Tests.Support;

namespace Ponos.RabbitMq.Tests;

/// <summary>What keeps a job from being published, and what its publisher is told.</summary>
internal sealed class PublishErrorTests : WorkerFixture
{
    [Test, CancelAfter(Bound)]
    public async Task Publish_JobThatIsNotDeclared_NamesTheJobAndTheRemedy(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));

        var exception = await Assert.ThrowsAsync<UndeclaredJobException>(
            () => images.Publisher.PublishTaskAsync("docker.images.build", new { }, cancellationToken: cancellationToken));

        Assert.That(exception!.JobName, Is.EqualTo("docker.images.build"));
        Assert.That(exception.Message, Does.Contain("""[Task("docker.images.build")]"""));
    }

    [Test, CancelAfter(Bound)]
    public async Task Publish_JobThatBreaksItsContract_NamesThePlace(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));

        var exception = await Assert.ThrowsAsync<InvalidJobException>(
            () => images.Publisher.PublishAsync(new CleanUpImages(""), cancellationToken));

        Assert.That(
            exception!.Violations.Select(violation => $"{violation.Pointer} {violation.Keyword}"), Is.EqualTo(new[] { "/dock minLength" }));
        Assert.That(await CountAsync($"{images.Name}.docker.images.cleanup"), Is.Zero);
    }

    [Test, CancelAfter(Bound)]
    public async Task Publish_TaskWithoutAQueue_SaysThatItFoundNone(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));
        var nobody = Unique("nobody");

        var exception = await Assert.ThrowsAsync<UnroutableTaskException>(
            () => images.Publisher.PublishAsync(new CleanUpImages("eu-1"), new PublishOptions { Service = nobody }, cancellationToken));

        Assert.That(exception!.Message, Does.Contain($"{nobody}.docker.images.cleanup"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Publish_WithoutABroker_GivesUpAtItsTimeout(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(
            Unique("images"),
            ("ConnectionStrings:RabbitMq", $"amqp://guest:a-password@127.0.0.1:{ClosedPort()}/"),
            ("Ponos:StartTimeout", "100ms"));
        var since = Stopwatch.StartNew();

        var exception = await Assert.ThrowsAsync<BrokerUnavailableException>(
            () => images.Publisher.PublishAsync(
                new CleanUpImages("eu-1"), new PublishOptions { Timeout = TimeSpan.FromSeconds(1) }, cancellationToken));

        Assert.That(since.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(0.9)).And.LessThan(TimeSpan.FromSeconds(5)));
        Assert.That(exception!.Message, Does.Contain("127.0.0.1").And.Not.Contain("a-password"));
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
