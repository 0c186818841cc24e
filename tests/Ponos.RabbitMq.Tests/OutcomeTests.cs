using Microsoft.Extensions.DependencyInjection;
using System.Globalization;
using Images;
using Ponos.RabbitMq.Tests.Support;
using Ponos.Tests.Support;
using RabbitMQ.Client;

namespace Ponos.RabbitMq.Tests;

/// <summary>Where jobs end, seen as messages on the wire.</summary>
internal sealed class OutcomeTests : WorkerFixture
{
    private const string Task = "docker.images.cleanup";

    [Test, CancelAfter(Bound)]
    public async Task Tick_PublishedByAnotherService_BecomesATaskAndIsDoneUnderOneTid(CancellationToken cancellationToken)
    {
        var clock = await StartMappedAsync(Unique("clock"), builder => builder.DeclareEvent("time.one-day.passed"));
        var images = await StartImagesAsync(Unique("images"));

        await clock.Publisher.PublishEventAsync(
            "time.one-day.passed", new { Day = "2026-11-23" }, new PublishOptions { Tid = "tick-1" }, cancellationToken);

        var cleaned = await images.Jobs.SettledAsync(Task, JobOutcome.Succeeded, cancellationToken);
        var told = await images.Jobs.SettledAsync("docker.images.cleaned", JobOutcome.Succeeded, cancellationToken);
        var tick = images.Jobs.Settled.Single(job => job.Name == "time.one-day.passed");
        Assert.That(new[] { tick.Tid, cleaned.Tid, told.Tid }, Is.All.EqualTo("tick-1"));
        Assert.That(System.Text.Encoding.UTF8.GetString(cleaned.Body.Span), Is.EqualTo("""{"dock":"eu-23","tid":"tick-1"}"""));
        Assert.That(told.Queue, Is.EqualTo($"{images.Name}.docker.*.cleaned"));
        await images.StopAsync();
        foreach (var queue in new[] { "time.one-day.passed", Task, "docker.*.cleaned" })
        {
            Assert.That(await CountAsync($"{images.Name}.{queue}"), Is.Zero, queue);
            Assert.That(await CountAsync($"{images.Name}.{queue}.dead"), Is.Zero, queue);
            Assert.That(await CountAsync($"{images.Name}.{queue}.invalid"), Is.Zero, queue);
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task Job_WithHeadersThatWouldOverflowTheStack_IsInvalidAtOnceAndOthersAreHandled(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));
        await using var publisher = await RawPublisher.ConnectAsync(Broker.Port, cancellationToken);
        var hostile = RawPublisher.Entry("deep", 'A', RawPublisher.Long(RawPublisher.NestedLists(17_400)));

        Assert.That(await publisher.PublishAsync($"{images.Name}.{Task}", hostile, """{"dock":"eu-1"}"""u8.ToArray()), Is.Null);
        await images.Publisher.PublishAsync(new CleanUpImages("eu-2"), cancellationToken);

        var invalid = await TakeAsync($"{images.Name}.{Task}.invalid", cancellationToken);
        Assert.That(Text(invalid), Is.EqualTo("""{"dock":"eu-1"}"""));
        Assert.That(Header(invalid, "ponos-error"), Does.Contain("headers"));
        await images.Jobs.SettledAsync(Task, JobOutcome.Succeeded, cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task Job_ThatFailsTwice_SucceedsOnItsThirdAttempt(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));
        Dock.OnCleanUp = (_, context) => context.Attempt < 3 ? throw new IOException("busy") : System.Threading.Tasks.Task.CompletedTask;

        await images.Publisher.PublishAsync(new CleanUpImages("eu-1"), cancellationToken);

        Assert.That((await images.Jobs.SettledAsync(Task, JobOutcome.Succeeded, cancellationToken)).Attempt, Is.EqualTo(3));
    }

    [Test, CancelAfter(Bound)]
    public async Task Job_ThatIsStopped_IsInTheDeadQueueAsItWasWithItsReason(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));
        Dock.OnCleanUp = (_, _) => throw new WorkerStopException("no dock\r\nof that\0name");

        await images.Publisher.PublishAsync(
            new CleanUpImages("eu-1"), new PublishOptions { MessageId = "m-1", Tid = "t-1" }, cancellationToken);

        var dead = await TakeAsync($"{images.Name}.{Task}.dead", cancellationToken);
        Assert.That(Text(dead), Is.EqualTo("""{"dock":"eu-1","tid":"t-1"}"""));
        Assert.That(Header(dead, "ponos-reason"), Is.EqualTo("stopped"));
        Assert.That(Header(dead, "ponos-error-type"), Is.EqualTo("Ponos.WorkerStopException"));
        Assert.That(Header(dead, "ponos-error"), Is.EqualTo("no dock  of that\\u0000name"));
        Assert.That(Header(dead, "ponos-attempt"), Is.EqualTo("1"));
        AssertDeath(dead, images, "m-1");
        Assert.That(await CountAsync($"{images.Name}.{Task}"), Is.Zero);
    }

    [Test, CancelAfter(Bound)]
    public async Task Job_OutOfAttempts_IsInTheDeadQueueWithItsLastError(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));
        Dock.OnCleanUp = (_, context) => throw new IOException($"attempt {context.Attempt} {new string('x', 10_000)}");

        await images.Publisher.PublishAsync(new CleanUpImages("eu-1"), new PublishOptions { MessageId = "m-2" }, cancellationToken);

        var dead = await TakeAsync($"{images.Name}.{Task}.dead", cancellationToken);
        Assert.That(Header(dead, "ponos-reason"), Is.EqualTo("exhausted"));
        Assert.That(Header(dead, "ponos-error-type"), Is.EqualTo("System.IO.IOException"));
        Assert.That(Header(dead, "ponos-error"), Does.StartWith("attempt 3 xxx").And.Length.EqualTo(4096));
        Assert.That(Header(dead, "ponos-attempt"), Is.EqualTo("3"));
        AssertDeath(dead, images, "m-2");
    }

    [Test, CancelAfter(Bound)]
    public async Task Job_ThatBreaksItsSchema_IsInTheInvalidQueueWithPointerAndKeywordOnly(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));
        const string Secret = "a-password-much-too-long-for-a-dock";
        var body = $$"""{"tid":"t-3","dock":"{{Secret}}"}""";

        await PublishRawAsync(
            $"{images.Name}.{Task}",
            body,
            new BasicProperties { ContentType = "application/json", MessageId = "m-3", AppId = images.Name, Type = Task });

        var invalid = await TakeAsync($"{images.Name}.{Task}.invalid", cancellationToken);
        Assert.That(Text(invalid), Is.EqualTo(body));
        Assert.That(Header(invalid, "ponos-reason"), Is.EqualTo("invalid"));
        Assert.That(Header(invalid, "ponos-error"), Is.EqualTo("/dock maxLength"));
        Assert.That(Header(invalid, "ponos-error-type"), Is.Null);
        AssertDeath(invalid, images, "m-3");
        Assert.That(images.Jobs.Settled.Where(job => job.Name == Task).Select(job => job.Attempt), Is.All.EqualTo(1));
    }

    [Test, CancelAfter(Bound)]
    public async Task Job_ThatTheBrokerExpired_IsAmongTheDeadAsThat(CancellationToken cancellationToken)
    {
        var name = Unique("s");
        var before = await StartMappedAsync(name, builder => builder.MapTask("work", (Job _) => System.Threading.Tasks.Task.CompletedTask));
        await before.StopAsync();

        await PublishRawAsync(
            $"{name}.work",
            "{}",
            new BasicProperties { ContentType = "application/json", MessageId = "m-9", Type = "work", Expiration = "50" });
        await EventuallyAsync(async () => await CountAsync($"{name}.work.dead") == 1, TimeSpan.FromSeconds(20), "the broker moves it");

        var after = await StartMappedAsync(name, builder => builder.MapTask("work", (Job _) => System.Threading.Tasks.Task.CompletedTask));
        var letter = await after.Host.Services.GetRequiredService<IDeadLetters>()
            .PeekAsync("work", "m-9", cancellationToken: cancellationToken);
        Assert.That((letter!.Reason, letter.Attempt, letter.Queue), Is.EqualTo(("expired", 1, $"{name}.work")));
    }

    [Test, CancelAfter(Bound)]
    public async Task Job_ThatItsHandlerCallsInvalid_IsInTheInvalidQueueWithItsReason(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));
        Dock.OnCleanUp = (_, _) => throw new BrokenContractException("the dock\nis another fleet's");

        await images.Publisher.PublishAsync(new CleanUpImages("eu-1"), new PublishOptions { MessageId = "m-4" }, cancellationToken);

        var invalid = await TakeAsync($"{images.Name}.{Task}.invalid", cancellationToken);
        Assert.That(Header(invalid, "ponos-reason"), Is.EqualTo("invalid"));
        Assert.That(Header(invalid, "ponos-error-type"), Is.EqualTo("Ponos.BrokenContractException"));
        Assert.That(Header(invalid, "ponos-error"), Is.EqualTo("the dock is another fleet's"));
        Assert.That(Header(invalid, "ponos-attempt"), Is.EqualTo("1"));
        AssertDeath(invalid, images, "m-4");
    }

    [TestCase("nonsense")]
    [TestCase("[1]")]
    [TestCase("")]
    [CancelAfter(Bound)]
    public async Task Body_ThatIsNoJsonObject_IsInTheInvalidQueueUnchanged(string body, CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));

        await PublishRawAsync($"{images.Name}.{Task}", body);

        var invalid = await TakeAsync($"{images.Name}.{Task}.invalid", cancellationToken);
        Assert.That(Text(invalid), Is.EqualTo(body));
        Assert.That(Header(invalid, "ponos-reason"), Is.EqualTo("undecodable"));
        Assert.That(Header(invalid, "ponos-error"), Does.StartWith("json: "));
    }

    [Test, CancelAfter(Bound)]
    public async Task Headers_FromOutside_AreNotBelieved(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));
        Dock.OnCleanUp = (_, _) => throw new WorkerStopException("stop");
        var properties = new BasicProperties
        {
            Headers = new Dictionary<string, object?>
            {
                ["ponos-attempt"] = -7,
                ["ponos-reason"] = "mine",
                ["x-death"] = "mine",
                ["publisherWorkerName"] = new List<object?> { 1, 2 },
                ["traceparent"] = "no trace",
                ["colour"] = "green",
            },
        };

        await PublishRawAsync($"{images.Name}.{Task}", """{"dock":"eu-1"}""", properties);

        var dead = await TakeAsync($"{images.Name}.{Task}.dead", cancellationToken);
        Assert.That(Header(dead, "ponos-attempt"), Is.EqualTo("1"));
        Assert.That(Header(dead, "ponos-reason"), Is.EqualTo("stopped"));
        Assert.That(Header(dead, "x-death"), Is.Null);
        Assert.That(Header(dead, "colour"), Is.EqualTo("green"));
    }

    private static void AssertDeath(BasicGetResult message, RunningService service, string messageId)
    {
        Assert.That(Header(message, "ponos-origin-queue"), Is.EqualTo($"{service.Name}.{Task}"));
        var diedAt = DateTimeOffset.ParseExact(Header(message, "ponos-died-at")!, "O", CultureInfo.InvariantCulture);
        Assert.That(diedAt, Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
        Assert.That(message.BasicProperties.MessageId, Is.EqualTo(messageId));
        Assert.That(message.BasicProperties.Type, Is.EqualTo(Task));
        Assert.That(message.BasicProperties.AppId, Is.EqualTo(service.Name));
        Assert.That(message.BasicProperties.ContentType, Is.EqualTo("application/json"));
        Assert.That(message.BasicProperties.DeliveryMode, Is.EqualTo(DeliveryModes.Persistent));
    }
}
