using System.Diagnostics;
using Images;
using Ponos.RabbitMq.Tests.Support;
using RabbitMQ.Client;

namespace Ponos.RabbitMq.Tests;

/// <summary>The wire contract: what other programs see of a job that we publish.</summary>
internal sealed class WireTests : WorkerFixture
{
    private const string Task = "docker.images.cleanup";

    [Test, CancelAfter(Bound)]
    public async Task Publish_Task_HasEveryPropertyOfTheWireContract(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));
        var foreign = Unique("foreign");
        await Raw.QueueDeclareAsync(
            $"{foreign}.{Task}", durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellationToken);

        await images.Publisher.PublishAsync(
            new CleanUpImages("eu-1"),
            new PublishOptions { Service = foreign, Headers = new Dictionary<string, string> { ["tenant"] = "blue" } },
            cancellationToken);

        var message = await TakeAsync($"{foreign}.{Task}", cancellationToken);
        var properties = message.BasicProperties;
        Assert.That(message.Exchange, Is.Empty);
        Assert.That(properties.ContentType, Is.EqualTo("application/json"));
        Assert.That(properties.DeliveryMode, Is.EqualTo(DeliveryModes.Persistent));
        Assert.That(properties.AppId, Is.EqualTo(images.Name));
        Assert.That(properties.Type, Is.EqualTo(Task));
        Assert.That(Guid.TryParse(properties.MessageId, out _), properties.MessageId);
        Assert.That(
            DateTimeOffset.FromUnixTimeSeconds(properties.Timestamp.UnixTime),
            Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
        Assert.That(Text(message), Does.Match("""^\{"dock":"eu-1","tid":"[0-9a-f-]{36}"\}$"""));
        Assert.That(Header(message, "ponos-contract"), Does.Match("^[0-9a-f]{12}$"));
        Assert.That(Header(message, "tenant"), Is.EqualTo("blue"));
        Assert.That(properties.UserId, Is.EqualTo("guest"), "The broker vouches for who published it.");
        Assert.That(
            DateTimeOffset.FromUnixTimeMilliseconds(
                long.Parse(Header(message, "ponos-published-at")!, System.Globalization.CultureInfo.InvariantCulture)),
            Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
        Assert.That(Header(message, "ponos-cause"), Is.Null, "no job caused it");
        Assert.That(Header(message, "publisherWorkerName"), Is.Null, "no handler published it");
        Assert.That(Header(message, "ponos-attempt"), Is.Null, "it is no retry");
    }

    [Test, CancelAfter(Bound)]
    public async Task Publish_TwoJobs_HaveTwoMessageIdsAndTwoTids(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));
        var foreign = Unique("foreign");
        await Raw.QueueDeclareAsync(
            $"{foreign}.{Task}", durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellationToken);

        await images.Publisher.PublishAsync(new CleanUpImages("eu-1"), new PublishOptions { Service = foreign }, cancellationToken);
        await images.Publisher.PublishAsync(new CleanUpImages("eu-1"), new PublishOptions { Service = foreign }, cancellationToken);

        var (one, other) =
            (await TakeAsync($"{foreign}.{Task}", cancellationToken), await TakeAsync($"{foreign}.{Task}", cancellationToken));
        Assert.That(one.BasicProperties.MessageId, Is.Not.EqualTo(other.BasicProperties.MessageId));
        Assert.That(Json(one).GetProperty("tid").GetString(), Is.Not.EqualTo(Json(other).GetProperty("tid").GetString()));
        Assert.That(Header(one, "ponos-contract"), Is.EqualTo(Header(other, "ponos-contract")));
    }

    [Test, CancelAfter(Bound)]
    public async Task Publish_EventInsideAHandler_CarriesTheHandlersNameAndTid(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));
        var listener = (await Raw.QueueDeclareAsync(cancellationToken: cancellationToken)).QueueName;
        await Raw.QueueBindAsync(listener, "docker.images.cleaned", "", cancellationToken: cancellationToken);

        await images.Publisher.PublishAsync(
            new CleanUpImages("eu-1"), new PublishOptions { Tid = "t-9", MessageId = "cause-9" }, cancellationToken);

        var message = await TakeAsync(listener, cancellationToken);
        Assert.That(message.Exchange, Is.EqualTo("docker.images.cleaned"));
        Assert.That(message.RoutingKey, Is.EqualTo("docker.images.cleaned"));
        Assert.That(Text(message), Is.EqualTo("""{"dock":"eu-1","tid":"t-9"}"""));
        Assert.That(Header(message, "publisherWorkerName"), Is.EqualTo("ImageWorkers.CleanUp"));
        Assert.That(Header(message, "ponos-cause"), Is.EqualTo("cause-9"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Publish_WithATraceListener_CarriesTheTraceOnThroughTheHandler(CancellationToken cancellationToken)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Ponos",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var images = await StartImagesAsync(Unique("images"));
        var queue = (await Raw.QueueDeclareAsync(cancellationToken: cancellationToken)).QueueName;
        await Raw.QueueBindAsync(queue, "docker.images.cleaned", "", cancellationToken: cancellationToken);
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        request.TraceStateString = "vendor=1";

        await images.Publisher.PublishAsync(new CleanUpImages("eu-1"), cancellationToken);

        // Published by the handler: request → send → process → send.
        var message = await TakeAsync(queue, cancellationToken);
        Assert.That(Header(message, "traceparent"), Does.StartWith($"00-{request.TraceId}-").And.Match("-0[13]$"), "sampled");
        Assert.That(Header(message, "traceparent"), Does.Not.Contain(request.SpanId.ToString()));
        Assert.That(Header(message, "tracestate"), Is.EqualTo("vendor=1"));
    }
}
