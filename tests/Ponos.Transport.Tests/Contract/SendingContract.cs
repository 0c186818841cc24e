using System.Text;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.Contract;

/// <summary>Sending to a queue: what arrives, and what is an error.</summary>
internal abstract class SendingContract<TBroker> : TransportContract<TBroker>
    where TBroker : IBrokerUnderTest, new()
{
    [Test, CancelAfter(Bound)]
    public async Task SendAsync_ToQueue_ArrivesWithAllItsProperties(CancellationToken cancellationToken)
    {
        var queue = Unique("docker.images.cleanup");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var received = DeliveryCollector.Holding();
        await transport.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);
        var timestamp = new DateTimeOffset(2026, 3, 1, 12, 30, 45, 678, TimeSpan.FromHours(2));

        await transport.SendAsync(
            Job(JobAddress.Queue(queue), """{"dock":"eu-1"}""") with
            {
                Name = "images.cleanup",
                Type = "images.cleanup",
                MessageId = "message-1",
                AppId = "docker",
                Timestamp = timestamp,
                Headers = new() { ["publisherWorkerName"] = "OnDayPassed", ["grüße"] = "Zürich → 東京 🐳", ["ponos-attempt"] = 3 },
            },
            cancellationToken);

        var job = (await received.WaitForAsync(1, cancellationToken))[0];
        Assert.That(job.Text, Is.EqualTo("""{"dock":"eu-1"}"""));
        Assert.That(job.Delivery.Queue, Is.EqualTo(queue));
        Assert.That(job.Delivery.Name, Is.EqualTo("images.cleanup"));
        Assert.That(job.Delivery.Exchange, Is.Empty);
        Assert.That(job.Delivery.RoutingKey, Is.EqualTo(queue));
        Assert.That(job.Delivery.MessageId, Is.EqualTo("message-1"));
        Assert.That(job.Delivery.AppId, Is.EqualTo("docker"));
        Assert.That(job.Delivery.Timestamp, Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(timestamp.ToUnixTimeSeconds())));
        Assert.That(job.HeaderText("publisherWorkerName"), Is.EqualTo("OnDayPassed"));
        Assert.That(job.HeaderText("grüße"), Is.EqualTo("Zürich → 東京 🐳"));
        Assert.That(Convert.ToInt64(job.Delivery.Headers!["ponos-attempt"]), Is.EqualTo(3));
        Assert.That(job.Redelivered, Is.False);
        job.Delivery.Ack();
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_WithoutHeaders_Arrives(CancellationToken cancellationToken)
    {
        var queue = Unique("bare");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);

        await transport.SendAsync(Job(JobAddress.Queue(queue), "{}"), cancellationToken);

        var job = (await received.WaitForAsync(1, cancellationToken))[0];
        Assert.That(job.Delivery.Headers, Is.Null.Or.Empty);
    }

    [TestCase(0), TestCase(1), TestCase(4_096), TestCase(1_048_576), CancelAfter(Bound)]
    public async Task SendAsync_BodyOfAnySize_ArrivesUnchanged(int bytes, CancellationToken cancellationToken)
    {
        var queue = Unique("sized");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);
        var body = new byte[bytes];
        new Random(bytes).NextBytes(body);

        await transport.SendAsync(Job(JobAddress.Queue(queue), body), cancellationToken);

        var job = (await received.WaitForAsync(1, cancellationToken))[0];
        Assert.That(job.Body.AsSpan().SequenceEqual(body), Is.True);
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_BodyReusedAfterwards_ArrivesAsItWas(CancellationToken cancellationToken)
    {
        var queue = Unique("reused");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var buffer = new byte[1];

        for (byte i = 0; i < 100; i++)
        {
            buffer[0] = i;
            await transport.SendAsync(Job(JobAddress.Queue(queue), buffer), cancellationToken);
        }

        buffer[0] = byte.MaxValue;
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 10, received.Deliver, cancellationToken);
        var jobs = await received.WaitForAsync(100, cancellationToken);
        Assert.That(jobs.Select(job => (int)job.Body[0]), Is.EqualTo(Enumerable.Range(0, 100)));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_NoSuchQueue_ThrowsUnroutableAndNamesIt(CancellationToken cancellationToken)
    {
        var queue = Unique("never.declared");
        var transport = await ConnectAsync(cancellationToken);

        var unroutable = await Assert.ThrowsAsync<UnroutableTaskException>(
            async () => await transport.SendAsync(Job(JobAddress.Queue(queue), "{}") with { Name = "lost.task" }, cancellationToken));

        Assert.That(unroutable!.JobName, Is.EqualTo("lost.task"));
        Assert.That(unroutable.Message, Does.Contain(queue));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_AfterAnUnroutableOne_Works(CancellationToken cancellationToken)
    {
        var queue = Unique("declared");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        await Assert.ThrowsAsync<UnroutableTaskException>(
            async () => await transport.SendAsync(Job(JobAddress.Queue(Unique("missing")), "{}"), cancellationToken));

        await transport.SendAsync(Job(JobAddress.Queue(queue), "{}"), cancellationToken);

        Assert.That(await CountAsync(queue, cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_TokenCancelledBefore_ThrowsAndSendsNothing(CancellationToken cancellationToken)
    {
        var queue = Unique("cancelled");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);

        await Assert.ThatAsync(
            async () => await transport.SendAsync(Job(JobAddress.Queue(queue), "{}"), new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());

        Assert.That(await CountAsync(queue, cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_FullQueue_IsRejectedUntilThereIsRoom(CancellationToken cancellationToken)
    {
        const int Limit = 5;
        var queue = Unique("full");
        var transport = await ConnectAsync(
            Shapes.Queue(queue, ("x-max-length", Limit), ("x-overflow", "reject-publish")), cancellationToken);

        var taken = 0;
        PublishRejectedException? rejected = null;
        while (rejected is null && taken <= Limit + Broker.LengthTolerance)
        {
            try
            {
                await transport.SendAsync(Job(JobAddress.Queue(queue), taken.ToString()), cancellationToken);
                taken++;
            }
            catch (PublishRejectedException e)
            {
                rejected = e;
            }
        }

        Assert.That(rejected?.JobName, Is.EqualTo(queue));
        Assert.That(taken, Is.InRange(Limit, Limit + Broker.LengthTolerance));
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 10, received.Deliver, cancellationToken);
        await received.WaitForAsync(taken, cancellationToken);
        await Broker.LullAsync(cancellationToken);
        await transport.SendAsync(Job(JobAddress.Queue(queue), "room again"), cancellationToken);
        await received.WaitForAsync(taken + 1, cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(Numbers(taken).Append("room again")));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_ManyAtOnce_AllArriveExactlyOnce(CancellationToken cancellationToken)
    {
        const int Senders = 32;
        const int Each = 100;
        var queue = Unique("busy");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 50, received.Deliver, cancellationToken);

        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(
            () => SendAsync(transport, JobAddress.Queue(queue), Numbers(Each, sender * Each), cancellationToken),
            cancellationToken)));

        await received.WaitForAsync(Senders * Each, cancellationToken);
        await Broker.LullAsync(cancellationToken);
        Assert.That(received.Texts, Is.EquivalentTo(Numbers(Senders * Each)));
    }

    [Test, CancelAfter(Bound)]
    public async Task Description_Always_SaysWhereJobsGo(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(cancellationToken);

        Assert.That(transport.Description, Is.Not.Empty);
        Assert.That(Encoding.UTF8.GetByteCount(transport.Description), Is.LessThan(256));
    }
}
