using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.Contract;

/// <summary>Delays: never early, in the order in which they are due, and the broker's own.</summary>
internal abstract class DelayingContract<TBroker> : TransportContract<TBroker>
    where TBroker : IBrokerUnderTest, new()
{
    [Test, CancelAfter(Bound)]
    public async Task SendAsync_Delays_ArriveWhenDueWhateverTheOrderOfSending(CancellationToken cancellationToken)
    {
        var queue = Unique("delayed");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var received = DeliveryCollector.Acking(Broker.Clock);
        await transport.ReceiveAsync(queue, 10, received.Deliver, cancellationToken);
        var sentAt = Broker.Clock.GetUtcNow();

        foreach (var seconds in new[] { 3, 1, 2 })
        {
            await SendDelayedAsync(transport, JobAddress.Queue(queue), seconds, cancellationToken);
        }

        for (var step = 0; step < 4; step++)
        {
            await Broker.AdvanceAsync(TimeSpan.FromSeconds(1), cancellationToken);
        }

        var jobs = await received.WaitForAsync(3, cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(new[] { "1", "2", "3" }));
        foreach (var job in jobs)
        {
            var due = sentAt.AddSeconds(int.Parse(job.Text));
            Assert.That(job.At, Is.GreaterThanOrEqualTo(due - Broker.ClockTolerance), $"The job of {job.Text} s came early.");
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_LongDelayInFront_DoesNotHoldUpAShortOne(CancellationToken cancellationToken)
    {
        var queue = Unique("overtaking");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 10, received.Deliver, cancellationToken);

        await SendDelayedAsync(transport, JobAddress.Queue(queue), 60, cancellationToken);
        await SendDelayedAsync(transport, JobAddress.Queue(queue), 1, cancellationToken);
        await Broker.AdvanceAsync(TimeSpan.FromSeconds(1.5), cancellationToken);

        await received.WaitForAsync(1, cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(new[] { "1" }));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_DelayedThenImmediate_TheImmediateOneIsFirst(CancellationToken cancellationToken)
    {
        var queue = Unique("mixed");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 10, received.Deliver, cancellationToken);

        await SendDelayedAsync(transport, JobAddress.Queue(queue), 1, cancellationToken);
        await transport.SendAsync(Job(JobAddress.Queue(queue), "now"), cancellationToken);
        await received.WaitForAsync(1, cancellationToken);
        await Broker.AdvanceAsync(TimeSpan.FromSeconds(1.5), cancellationToken);

        await received.WaitForAsync(2, cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(new[] { "now", "1" }));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_DelayedEvent_ReachesItsListeners(CancellationToken cancellationToken)
    {
        var (name, byName, byPattern) = (Unique("image.expired"), Unique("by-name"), Unique("by-pattern"));
        var transport = await ConnectAsync(Shapes.Listener(byName, name), cancellationToken);
        await transport.DeclareAsync(Shapes.PatternListener(byPattern, Unique("image.*")), cancellationToken);
        var (named, patterned) = (DeliveryCollector.Acking(), DeliveryCollector.Acking());
        await transport.ReceiveAsync(byName, 1, named.Deliver, cancellationToken);
        await transport.ReceiveAsync(byPattern, 1, patterned.Deliver, cancellationToken);

        await SendDelayedAsync(transport, JobAddress.Event(name), 1, cancellationToken);
        await Broker.AdvanceAsync(TimeSpan.FromSeconds(1.5), cancellationToken);

        await named.WaitForAsync(1, cancellationToken);
        await patterned.WaitForAsync(1, cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_Delayed_KeepsItsProperties(CancellationToken cancellationToken)
    {
        var queue = Unique("delayed-properties");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);
        var sent = Job(JobAddress.Queue(queue), "body") with
        {
            Delay = TimeSpan.FromSeconds(1),
            Headers = new() { ["ponos-attempt"] = "2" },
            Properties = new MessageProperties { ContentEncoding = "gzip", CorrelationId = "c-1", Priority = 7 },
        };

        await transport.SendAsync(sent, cancellationToken);
        await Broker.AdvanceAsync(TimeSpan.FromSeconds(1.5), cancellationToken);

        var job = (await received.WaitForAsync(1, cancellationToken))[0];
        Assert.That(job.Text, Is.EqualTo("body"));
        Assert.That(job.Delivery.Name, Is.EqualTo(sent.Name));
        Assert.That(job.Delivery.MessageId, Is.EqualTo(sent.MessageId));
        Assert.That(job.Delivery.AppId, Is.EqualTo(sent.AppId));
        Assert.That(job.Delivery.Properties, Is.EqualTo(sent.Properties));
        Assert.That(job.HeaderText("ponos-attempt"), Is.EqualTo("2"));
        Assert.That(job.Redelivered, Is.False);
    }

    [Test, CancelAfter(Bound)]
    public async Task DisposeAsync_DelayedJobs_SurviveTheirSender(CancellationToken cancellationToken)
    {
        var queue = Unique("orphaned");
        var sender = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        await SendDelayedAsync(sender, JobAddress.Queue(queue), 1, cancellationToken);

        await sender.DisposeAsync();
        await Broker.AdvanceAsync(TimeSpan.FromSeconds(1.5), cancellationToken);

        var received = DeliveryCollector.Acking();
        var other = await ConnectAsync(cancellationToken);
        await other.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);
        await received.WaitForAsync(1, cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(new[] { "1" }));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_DelayedToNoQueue_ThrowsUnroutableAtOnce(CancellationToken cancellationToken)
    {
        var queue = Unique("never.declared");
        var transport = await ConnectAsync(cancellationToken);

        var unroutable = await Assert.ThrowsAsync<UnroutableTaskException>(
            () => SendDelayedAsync(transport, JobAddress.Queue(queue), 1, cancellationToken));

        Assert.That(unroutable!.Message, Does.Contain(queue));
    }

    private static async Task SendDelayedAsync(
        ITransport transport, JobAddress address, int seconds, CancellationToken cancellationToken) =>
        await transport.SendAsync(
            Job(address, seconds.ToString()) with { Delay = TimeSpan.FromSeconds(seconds) }, cancellationToken);
}
