using System.Text.Json;
using Ponos.Handlers;
using Ponos.RabbitMq.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.RabbitMq.Tests;

/// <summary>The design's topology, as <c>rabbitmqctl</c> lists it.</summary>
internal sealed class TopologyTests : WorkerFixture
{
    private static readonly string[] ParkedBesides = ["", ".dead", ".invalid", ".suspects"];

    /// <summary>Each kind has consumer arguments of its own, and a broker refuses those that its kind does not have.</summary>
    [TestCase(QueueType.Quorum, null, null), TestCase(QueueType.Quorum, true, null), TestCase(QueueType.Quorum, null, 5)]
    [TestCase(QueueType.Classic, null, null), TestCase(QueueType.Classic, true, null), TestCase(QueueType.Classic, null, 5)]
    [CancelAfter(Bound)]
    public async Task Start_EachKindOfQueue_IsConsumed(QueueType type, bool? single, int? maxLength, CancellationToken cancellationToken)
    {
        var settings = new HandlerSettings
        {
            QueueType = type,
            SingleActiveConsumer = single,
            MaxLength = maxLength,
            AttemptTimeout = TimeSpan.FromHours(2),
        };
        var service = await StartMappedAsync(Unique("s"), builder => builder.MapTask("work", (Job _) => Task.CompletedTask, settings));

        await service.Publisher.PublishTaskAsync("work", new { }, cancellationToken: cancellationToken);

        await EventuallyAsync(() => Task.FromResult(service.Jobs.Settled.Count == 1), TimeSpan.FromSeconds(10), "it is handled");
        Assert.That(service.Jobs.Settled[0].Outcome, Is.EqualTo(JobOutcome.Succeeded));
    }

    [Test, CancelAfter(Bound)]
    public async Task Start_ByDefault_DeclaresQuorumQueuesWithADeadLetterRoute(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));

        var queues = await QueuesAsync(images);

        string[] handled = ["docker.*.cleaned", "docker.images.cleanup", "time.one-day.passed"];
        Assert.That(
            queues.Keys, Is.EquivalentTo(handled.SelectMany(name => ParkedBesides.Select(suffix => $"{images.Name}.{name}{suffix}"))));
        Assert.That(queues.Values.Select(queue => Text(queue, "type")), Is.All.EqualTo("quorum"));
        Assert.That(queues.Values.Select(queue => queue.GetProperty("durable").GetBoolean()), Is.All.True);
        foreach (var name in handled)
        {
            var queue = $"{images.Name}.{name}";
            Assert.That(Arguments(queues[queue]), Is.EquivalentTo(new Dictionary<string, string>
            {
                ["x-queue-type"] = "quorum",
                ["x-delivery-limit"] = "1000000000",
                ["x-consumer-disconnected-timeout"] = "5000",
                ["x-dead-letter-exchange"] = "",
                ["x-dead-letter-routing-key"] = queue + ".dead",
                ["x-dead-letter-strategy"] = "at-least-once",
                ["x-overflow"] = "reject-publish",
            }));
            Assert.That(Arguments(queues[queue + ".dead"]), Does.ContainKey("x-delivery-limit"));
            Assert.That(Arguments(queues[queue + ".dead"]), Does.Not.ContainKey("x-dead-letter-exchange"));
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task Start_ByDefault_DeclaresExchangesAndBindings(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"));

        var exchanges = (await ListAsync("list_exchanges", "name", "type", "durable", "auto_delete", "internal"))
            .ToDictionary(exchange => Text(exchange, "name"));
        foreach (var (name, type) in new[]
        {
            ("time.one-day.passed", "fanout"),
            ("docker.images.cleaned", "fanout"),
            ("ponos.events", "topic"),
        })
        {
            Assert.That(Text(exchanges[name], "type"), Is.EqualTo(type), name);
            Assert.That(exchanges[name].GetProperty("durable").GetBoolean(), name);
            Assert.That(exchanges[name].GetProperty("auto_delete").GetBoolean(), Is.False, name);
        }

        var bindings = (await ListAsync(
            "list_bindings", "source_name", "source_kind", "destination_name", "destination_kind", "routing_key"))
            .Select(binding => (Text(binding, "source_name"), Text(binding, "destination_kind"), Text(binding, "destination_name"),
                Text(binding, "routing_key")))
            .ToArray();
        Assert.That(bindings, Does.Contain(("time.one-day.passed", "queue", $"{images.Name}.time.one-day.passed", "")));
        Assert.That(bindings, Does.Contain(("time.one-day.passed", "exchange", "ponos.events", "")));
        Assert.That(bindings, Does.Contain(("docker.images.cleaned", "exchange", "ponos.events", "")));
        Assert.That(bindings, Does.Contain(("ponos.events", "queue", $"{images.Name}.docker.*.cleaned", "docker.*.cleaned")));
        // A task is reached through the default exchange alone.
        Assert.That(
            bindings.Where(binding => binding.Item3 == $"{images.Name}.docker.images.cleanup").Select(binding => binding.Item1),
            Is.All.Empty);
    }

    [Test, CancelAfter(Bound)]
    public async Task Start_Classic_DeclaresPlainDurableQueues(CancellationToken cancellationToken)
    {
        var images = await StartImagesAsync(Unique("images"), ("Ponos:QueueType", "Classic"));

        var queues = await QueuesAsync(images);

        Assert.That(queues, Has.Count.EqualTo(9));
        foreach (var (name, queue) in queues)
        {
            Assert.That(Text(queue, "type"), Is.EqualTo("classic"), name);
            Assert.That(queue.GetProperty("durable").GetBoolean(), name);
            Assert.That(queue.GetProperty("auto_delete").GetBoolean(), Is.False, name);
            Assert.That(queue.GetProperty("exclusive").GetBoolean(), Is.False, name);
            // RabbitMQ 4 shows the type of a queue that was declared without one.
            Assert.That(Arguments(queue).Where(argument => argument.Key != "x-queue-type"), Is.Empty, name);
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task Start_QueueExistsWithOtherArguments_FailsAndNamesThemAndChangesNothing(CancellationToken cancellationToken)
    {
        var name = Unique("images");
        var queue = $"{name}.docker.images.cleanup";
        await Raw.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellationToken);

        var exception = await Assert.ThrowsAsync<TopologyMismatchException>(() => StartImagesAsync(name));

        Assert.That(exception!.Resource, Is.EqualTo(queue));
        Assert.That(exception.Message, Does.Contain(queue).And.Contain("exists with another").And.Contain("Nothing was changed"));
        Assert.That(
            (await ListAsync("list_queues", "name", "type"))
                .Where(listed => Text(listed, "name") == queue)
                .Select(listed => Text(listed, "type")),
            Is.EqualTo(new[] { "classic" }));
    }

    [Test, CancelAfter(Bound)]
    public async Task Start_QueueOptionsOfAHandler_AreArguments(CancellationToken cancellationToken)
    {
        var shop = await StartMappedAsync(Unique("shop"), builder => builder
            .MapTask("order.pack", (Job _) => Task.CompletedTask, new HandlerSettings { MaxLength = 7, SingleActiveConsumer = true })
            .MapEvent("price.changed", (Job _) => Task.CompletedTask, new HandlerSettings { Broadcast = true }));

        var queues = await QueuesAsync(shop);

        var pack = Arguments(queues[$"{shop.Name}.order.pack"]);
        Assert.That(pack["x-max-length"], Is.EqualTo("7"));
        Assert.That(pack["x-overflow"], Is.EqualTo("reject-publish"));
        Assert.That(pack["x-single-active-consumer"], Is.EqualTo("True"));
        var broadcast = queues.Single(queue => queue.Key.StartsWith($"{shop.Name}.price.changed.", StringComparison.Ordinal)
            && !queue.Key.EndsWith(".dead", StringComparison.Ordinal)
            && !queue.Key.EndsWith(".invalid", StringComparison.Ordinal)).Value;
        Assert.That(broadcast.GetProperty("exclusive").GetBoolean());
        Assert.That(broadcast.GetProperty("auto_delete").GetBoolean());
    }

    private async Task<Dictionary<string, JsonElement>> QueuesAsync(RunningService service) =>
        (await ListAsync("list_queues", "name", "type", "durable", "auto_delete", "exclusive", "arguments"))
        .Where(queue => Text(queue, "name").StartsWith(service.Name + ".", StringComparison.Ordinal))
        .ToDictionary(queue => Text(queue, "name"));

    private static string Text(JsonElement listed, string column) => listed.GetProperty(column).ToString();

    /// <summary>A table as rabbitmqctl writes it: [name, type, value] for each argument.</summary>
    private static Dictionary<string, string> Arguments(JsonElement queue) =>
        queue.GetProperty("arguments")
            .EnumerateArray()
            .ToDictionary(argument => argument[0].ToString(), argument => argument[2].ToString());
}
