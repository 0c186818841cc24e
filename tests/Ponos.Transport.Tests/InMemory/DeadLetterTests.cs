using Ponos.Topology;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.InMemory;

internal sealed class DeadLetterTests : InMemoryTests
{
    private const int Limit = 3;

    [Test, CancelAfter(Bound)]
    public async Task DisposeAsync_JobKillsItsProcessTooOften_IsDeadWithItsReason(CancellationToken cancellationToken)
    {
        await ConnectAsync(Poisonable(), Shapes.Queue("q.dead"));
        await SendAsync(Connect(), "q", "poison");
        List<bool> redelivered = [];

        // A limit of 3 means four deliveries, as on RabbitMQ.
        for (var death = 0; death <= Limit; death++)
        {
            Assert.That(Broker.CountReady("q"), Is.EqualTo(1));
            redelivered.Add((await DieWithAsync("q", cancellationToken)).Redelivered);
        }

        Assert.That(redelivered, Is.EqualTo(new[] { false, true, true, true }));
        Assert.That(Broker.CountReady("q"), Is.Zero);
        var dead = (await (await ReceiveAsync(Connect(), "q.dead")).WaitForAsync(1, cancellationToken))[0];
        Assert.That(dead.Text, Is.EqualTo("poison"));
        Assert.That(dead.Delivery.MessageId, Is.EqualTo("poison"));
        Assert.That(dead.Redelivered, Is.False);
        Assert.That(dead.HeaderText("x-first-death-reason"), Is.EqualTo("delivery_limit"));
        var death1 = Deaths(dead)[0];
        Assert.That(death1["queue"], Is.EqualTo("q"));
        Assert.That(death1["reason"], Is.EqualTo("delivery_limit"));
        Assert.That(death1["count"], Is.EqualTo(1L));
        Assert.That(death1["time"], Is.EqualTo(Clock.GetUtcNow()));
        Assert.That(death1["exchange"], Is.EqualTo(""));
        Assert.That(death1["routing-keys"], Is.EqualTo(new[] { "q" }));
    }

    [Test, CancelAfter(Bound)]
    public async Task DisposeAsync_JobDiedBefore_CountsItsDeaths(CancellationToken cancellationToken)
    {
        await ConnectAsync(Poisonable(), Shapes.Queue("q.dead"));
        var transport = Connect();
        await SendAsync(transport, "q", "poison");
        for (var round = 1; round <= 2; round++)
        {
            for (var death = 0; death <= Limit; death++)
            {
                await DieWithAsync("q", cancellationToken);
            }

            var reader = (await transport.ReadAsync("q.dead", cancellationToken))!;
            var dead = (await reader.GetAsync(cancellationToken))!;
            var deaths = Deaths(new ReceivedJob(dead, [], default));
            Assert.That(deaths, Has.Count.EqualTo(1));
            Assert.That(deaths[0]["count"], Is.EqualTo((long)round));
            await transport.SendAsync(
                new OutgoingJob
                {
                    Address = JobAddress.Queue("q"),
                    Name = "q",
                    Type = "q",
                    Body = dead.Body,
                    MessageId = "again",
                    AppId = "tests",
                    Timestamp = default,
                    Headers = new Dictionary<string, object?>(dead.Headers!),
                },
                cancellationToken);
            dead.Ack();
            await reader.DisposeAsync();
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task Requeue_BeyondTheDeliveryLimit_DoesNotCount(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(Poisonable(), Shapes.Queue("q.dead"));
        var times = 0;
        var received = DeliveryCollector.Settling(delivery =>
        {
            if (Interlocked.Increment(ref times) <= 10 * Limit)
            {
                delivery.Requeue();
            }
            else
            {
                delivery.Ack();
            }
        });
        await transport.ReceiveAsync("q", 1, received.Deliver, cancellationToken);

        await SendAsync(transport, "q", "patient");

        await received.WaitForAsync((10 * Limit) + 1, cancellationToken);
        Assert.That(Broker.CountReady("q.dead"), Is.Zero);
    }

    [Test, CancelAfter(Bound)]
    public async Task ReadAsync_BeyondTheDeliveryLimit_DoesNotCount(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(Poisonable());
        await SendAsync(transport, "q", "browsed");

        for (var look = 0; look < 10 * Limit; look++)
        {
            await using var reader = await transport.ReadAsync("q", cancellationToken);
            Assert.That(await reader!.GetAsync(cancellationToken), Is.Not.Null);
        }

        Assert.That(Broker.CountReady("q"), Is.EqualTo(1));
    }

    [Test, CancelAfter(Bound)]
    public async Task DisposeAsync_DeadQueueNotDeclared_TheDeadWaitForIt(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(Poisonable());
        await SendAsync(transport, "q", "poison");
        for (var death = 0; death <= Limit; death++)
        {
            await DieWithAsync("q", cancellationToken);
        }

        await transport.DeclareAsync(Shapes.Queue("q.dead"), cancellationToken);

        Assert.That(Broker.CountReady("q.dead"), Is.EqualTo(1));
    }

    [Test, CancelAfter(Bound)]
    public async Task DisposeAsync_DeadQueueFull_TheDeadWaitForRoom(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(
            Poisonable(), Shapes.Queue("q.dead", ("x-max-length", 1), ("x-overflow", "reject-publish")));
        await SendAsync(transport, "q.dead", "in the way");
        await SendAsync(transport, "q", "poison");
        for (var death = 0; death <= Limit; death++)
        {
            await DieWithAsync("q", cancellationToken);
        }

        var dead = await ReceiveAsync(transport, "q.dead");
        await dead.WaitForAsync(1, cancellationToken);
        Clock.Advance(TimeSpan.FromSeconds(1));

        await dead.WaitForAsync(2, cancellationToken);
        Assert.That(dead.Texts, Is.EqualTo(new[] { "in the way", "poison" }));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_FullQueueThatDropsItsOldest_BuriesTheOldest(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(
            Shapes.Queue("q", ("x-max-length", 2), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "q.dead")),
            Shapes.Queue("q.dead"));

        foreach (var text in new[] { "0", "1", "2" })
        {
            await SendAsync(transport, "q", text);
        }

        var (kept, dead) = (await ReceiveAsync(transport, "q"), await ReceiveAsync(transport, "q.dead"));
        await kept.WaitForAsync(2, cancellationToken);
        var job = (await dead.WaitForAsync(1, cancellationToken))[0];
        Assert.That(kept.Texts, Is.EqualTo(new[] { "1", "2" }));
        Assert.That(job.Text, Is.EqualTo("0"));
        Assert.That(Deaths(job)[0]["reason"], Is.EqualTo("maxlen"));
    }

    private static TopologyShape Poisonable() => Shapes.Queue(
        "q", ("x-delivery-limit", Limit), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "q.dead"));

    private static List<IReadOnlyDictionary<string, object?>> Deaths(ReceivedJob job) =>
        [.. ((IEnumerable<object?>)job.Delivery.Headers!["x-death"]!).Cast<IReadOnlyDictionary<string, object?>>()];
}
