using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.Contract;

/// <summary>Receiving: in order, shared, never more than the prefetch, and an end that hands back.</summary>
internal abstract class ReceivingContract<TBroker> : TransportContract<TBroker>
    where TBroker : IBrokerUnderTest, new()
{
    [Test, CancelAfter(Bound)]
    public async Task ReceiveAsync_OneReceiver_GetsJobsInOrderOfArrival(CancellationToken cancellationToken)
    {
        const int Count = 1_000;
        var queue = Unique("ordered");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var received = DeliveryCollector.Acking();

        await SendAsync(transport, JobAddress.Queue(queue), Numbers(Count / 2), cancellationToken);
        await transport.ReceiveAsync(queue, 20, received.Deliver, cancellationToken);
        await SendAsync(transport, JobAddress.Queue(queue), Numbers(Count / 2, Count / 2), cancellationToken);

        await received.WaitForAsync(Count, cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(Numbers(Count)));
    }

    [Test, CancelAfter(Bound)]
    public async Task ReceiveAsync_TwoReceivers_ShareWithoutDoubles(CancellationToken cancellationToken)
    {
        const int Count = 200;
        var queue = Unique("shared");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var other = await ConnectAsync(cancellationToken);
        var all = DeliveryCollector.Acking();
        var (one, two) = (0, 0);
        await transport.ReceiveAsync(queue, 5, Counting(() => Interlocked.Increment(ref one)), cancellationToken);
        await other.ReceiveAsync(queue, 5, Counting(() => Interlocked.Increment(ref two)), cancellationToken);

        await SendAsync(transport, JobAddress.Queue(queue), Numbers(Count), cancellationToken);

        await all.WaitForAsync(Count, cancellationToken);
        await Broker.LullAsync(cancellationToken);
        Assert.That(all.Texts, Is.EquivalentTo(Numbers(Count)));
        Assert.That(one, Is.GreaterThan(0));
        Assert.That(two, Is.GreaterThan(0));

        Action<Delivery> Counting(Action count) => delivery =>
        {
            count();
            all.Deliver(delivery);
        };
    }

    [Test, CancelAfter(Bound)]
    public async Task ReceiveAsync_Prefetch_BoundsWhatIsUnsettled(CancellationToken cancellationToken)
    {
        const int Prefetch = 3;
        var queue = Unique("bounded");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        await SendAsync(transport, JobAddress.Queue(queue), Numbers(10), cancellationToken);
        var received = DeliveryCollector.Holding();
        await transport.ReceiveAsync(queue, Prefetch, received.Deliver, cancellationToken);

        await received.WaitForAsync(Prefetch, cancellationToken);
        await Broker.LullAsync(cancellationToken);
        Assert.That(received.Count, Is.EqualTo(Prefetch));

        for (var settled = 0; settled < 10; settled++)
        {
            received.Jobs[settled].Delivery.Ack(immediate: true);
            await received.WaitForAsync(Math.Min(10, settled + 1 + Prefetch), cancellationToken);
            Assert.That(received.Count, Is.LessThanOrEqualTo(settled + 1 + Prefetch));
        }

        Assert.That(received.Texts, Is.EqualTo(Numbers(10)));
    }

    [Test, CancelAfter(Bound)]
    public async Task StopAsync_BacklogLeft_HandsItToTheNextReceiver(CancellationToken cancellationToken)
    {
        var queue = Unique("stopped");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        await SendAsync(transport, JobAddress.Queue(queue), Numbers(100), cancellationToken);
        var before = DeliveryCollector.Holding();
        var receiver = await transport.ReceiveAsync(queue, 10, before.Deliver, cancellationToken);
        await before.WaitForAsync(1, cancellationToken);

        await receiver.StopAsync(cancellationToken);

        var handedOut = before.Jobs;
        foreach (var job in handedOut)
        {
            job.Delivery.Ack(immediate: true);
        }

        var after = DeliveryCollector.Acking();
        var other = await ConnectAsync(cancellationToken);
        await other.ReceiveAsync(queue, 10, after.Deliver, cancellationToken);
        await after.WaitForAsync(100 - handedOut.Count, cancellationToken);
        Assert.That(before.Count, Is.EqualTo(handedOut.Count), "Nothing is handed out after stopping.");
        Assert.That(handedOut.Select(job => job.Text).Concat(after.Texts), Is.EquivalentTo(Numbers(100)));
    }

    [Test, CancelAfter(Bound)]
    public async Task StopAsync_DeliveriesHandedOut_CanStillBeSettled(CancellationToken cancellationToken)
    {
        var queue = Unique("draining");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        await SendAsync(transport, JobAddress.Queue(queue), Numbers(3), cancellationToken);
        var received = DeliveryCollector.Holding();
        var receiver = await transport.ReceiveAsync(queue, 3, received.Deliver, cancellationToken);
        await received.WaitForAsync(3, cancellationToken);

        await receiver.StopAsync(cancellationToken);
        received.Jobs[0].Delivery.Ack();
        received.Jobs[1].Delivery.Requeue();
        received.Jobs[2].Delivery.Ack(immediate: true);
        await receiver.DisposeAsync();

        var after = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 3, after.Deliver, cancellationToken);
        await after.WaitForAsync(1, cancellationToken);
        await Broker.LullAsync(cancellationToken);
        Assert.That(after.Texts, Is.EqualTo(new[] { "1" }));
    }

    [Test, CancelAfter(Bound)]
    public async Task StopAsync_Twice_IsFine(CancellationToken cancellationToken)
    {
        var queue = Unique("stopped-twice");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var receiver = await transport.ReceiveAsync(queue, 1, DeliveryCollector.Acking().Deliver, cancellationToken);

        await receiver.StopAsync(cancellationToken);

        await Assert.ThatAsync(async () => await receiver.StopAsync(cancellationToken), Throws.Nothing);
        await Assert.ThatAsync(async () => await receiver.DisposeAsync(), Throws.Nothing);
        await Assert.ThatAsync(async () => await receiver.DisposeAsync(), Throws.Nothing);
    }

    [Test, CancelAfter(Bound)]
    public async Task ReceiveAsync_SingleActiveConsumer_OneAtATimeThenTheNext(CancellationToken cancellationToken)
    {
        var queue = Unique("single");
        var shape = Shapes.Queue(queue, ("x-single-active-consumer", true));
        var active = await ConnectAsync(shape, cancellationToken);
        var standby = await ConnectAsync(shape, cancellationToken);
        var (first, second) = (DeliveryCollector.Acking(), DeliveryCollector.Acking());
        var receiver = await active.ReceiveAsync(queue, 2, first.Deliver, cancellationToken);
        await standby.ReceiveAsync(queue, 2, second.Deliver, cancellationToken);

        await SendAsync(active, JobAddress.Queue(queue), Numbers(20), cancellationToken);
        await first.WaitForAsync(20, cancellationToken);
        Assert.That(second.Count, Is.Zero);

        await receiver.StopAsync(cancellationToken);
        await receiver.DisposeAsync();
        await SendAsync(active, JobAddress.Queue(queue), Numbers(20, 20), cancellationToken);
        await second.WaitForAsync(20, cancellationToken);

        Assert.That(first.Texts, Is.EqualTo(Numbers(20)));
        Assert.That(second.Texts, Is.EqualTo(Numbers(20, 20)));
    }

    [Test, CancelAfter(Bound)]
    public async Task Health_WithAReceiver_IsHealthyAndListsItsQueue(CancellationToken cancellationToken)
    {
        var queue = Unique("healthy");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        await transport.ReceiveAsync(queue, 1, DeliveryCollector.Acking().Deliver, cancellationToken);

        var health = transport.Health;

        Assert.That(health.Connection.Status, Is.EqualTo(TransportStatus.Healthy));
        Assert.That(health.Queues[queue].Status, Is.EqualTo(TransportStatus.Healthy));
    }

    [Test, CancelAfter(Bound)]
    public async Task ReceiveAsync_HandlerThatSendsAndAcksInside_NeitherDeadlocksNorOverflows(CancellationToken cancellationToken)
    {
        const int Hops = 2_000;
        var (ping, pong) = (Unique("ping"), Unique("pong"));
        var transport = await ConnectAsync(Shapes.Queue(ping), cancellationToken);
        await transport.DeclareAsync(Shapes.Queue(pong), cancellationToken);
        var hops = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await transport.ReceiveAsync(ping, 10, delivery => Hop(delivery, pong), cancellationToken);
        await transport.ReceiveAsync(pong, 10, delivery => Hop(delivery, ping), cancellationToken);

        await transport.SendAsync(Job(JobAddress.Queue(ping), "{}"), cancellationToken);

        await done.Task.WaitAsync(cancellationToken);
        Assert.That(hops, Is.EqualTo(Hops));

        void Hop(Delivery delivery, string next)
        {
            delivery.Ack();
            if (Interlocked.Increment(ref hops) == Hops)
            {
                done.SetResult();
                return;
            }

            // Not awaited: a transport that completes inside the call is what could recurse.
            _ = transport.SendAsync(Job(JobAddress.Queue(next), "{}"), cancellationToken).AsTask();
        }
    }
}
