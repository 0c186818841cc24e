using Ponos.Tests.Support;
using Ponos.Transport.RabbitMq;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests;

/// <summary>Coalesced acknowledgements, judged by what the broker hands out again after the connection was cut.</summary>
internal sealed class RabbitSettlingOverTheWireTests : RabbitFixture
{
    [Test, CancelAfter(Bound)]
    public async Task Ack_BehindAnUnfinishedDelivery_NeverAcksPastIt(CancellationToken cancellationToken)
    {
        var queue = Unique("gap");
        var (transport, held) = await HoldAsync(queue, 20, cancellationToken);

        foreach (var index in new[] { 0, 1, 2, 5, 6, 9, 13, 19 })
        {
            held.Jobs[index].Delivery.Ack();
        }

        await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        transport.Connections.Working!.Sever("test");

        var again = (await held.WaitForAsync(32, cancellationToken)).Skip(20).ToArray();
        Assert.That(again.Select(job => int.Parse(job.Text)), Is.EquivalentTo(new[] { 3, 4, 7, 8, 10, 11, 12, 14, 15, 16, 17, 18 }));
        await Task.Delay(TimeSpan.FromMilliseconds(300), cancellationToken);
        Assert.That(held.Count, Is.EqualTo(32));
    }

    [Test, CancelAfter(Bound)]
    public async Task Ack_AllButTheFirst_FreesTheirPrefetch(CancellationToken cancellationToken)
    {
        var queue = Unique("slow-head");
        var (transport, held) = await HoldAsync(queue, 10, cancellationToken);
        for (var i = 10; i < 100; i++)
        {
            await transport.SendAsync(Job(JobAddress.Queue(queue), i.ToString()), cancellationToken);
        }

        for (var i = 1; i < 100; i++)
        {
            await held.WaitForAsync(i + 1, cancellationToken);
            held.Jobs[i].Delivery.Ack();
        }

        await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        transport.Connections.Working!.Sever("test");
        var jobs = await held.WaitForAsync(101, cancellationToken);
        Assert.That(jobs[100].Text, Is.EqualTo("0"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Ack_FromManyThreadsInAnyOrder_KeepsTheChannel(CancellationToken cancellationToken)
    {
        const int Count = 5_000;
        var queue = Unique("shuffled");
        var transport = await ConnectAsync(Shapes.Queue(queue, QueueType.Classic), cancellationToken);
        var random = new Random(7);
        var handled = 0;
        var redelivered = 0;
        using var slots = new SemaphoreSlim(16);
        await transport.ReceiveAsync(queue, 64, delivery => _ = Task.Run(async () =>
        {
            await slots.WaitAsync(cancellationToken);
            int wait;
            lock (random)
            {
                wait = random.Next(20);
            }

            if (wait == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken);
            }

            slots.Release();
            Interlocked.Add(ref redelivered, delivery.Redelivered ? 1 : 0);
            if (wait == 1 && !delivery.Redelivered)
            {
                delivery.Requeue();
                return;
            }

            delivery.Ack(immediate: wait == 2);
            Interlocked.Increment(ref handled);
        }, cancellationToken), cancellationToken);
        var consuming = transport.Health.Queues[queue].Since;

        await Task.WhenAll(Enumerable.Range(0, Count)
            .Select(i => transport.SendAsync(Job(JobAddress.Queue(queue), i.ToString()), cancellationToken).AsTask()));

        await EventuallyAsync(() => handled == Count, TimeSpan.FromSeconds(30), "all handled");
        await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        Assert.That(handled, Is.EqualTo(Count));
        Assert.That(transport.Health.Queues[queue].Since, Is.EqualTo(consuming), "The channel was lost on the way.");
        Assert.That(redelivered, Is.LessThan(Count / 10));
    }

    [Test, CancelAfter(Bound)]
    public async Task ReceiveAsync_DeliverThrows_HandsTheJobOutAgain(CancellationToken cancellationToken)
    {
        var queue = Unique("throwing");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var thrown = false;
        var received = DeliveryCollector.Settling(delivery =>
        {
            if (!thrown)
            {
                thrown = true;
                throw new InvalidOperationException("test");
            }

            delivery.Ack();
        });
        await transport.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);

        await transport.SendAsync(Job(JobAddress.Queue(queue), "x"), cancellationToken);

        Assert.That((await received.WaitForAsync(2, cancellationToken))[1].Redelivered, Is.True);
    }

    private async Task<(RabbitTransport Transport, DeliveryCollector Held)> HoldAsync(
        string queue, int count, CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        for (var i = 0; i < count; i++)
        {
            await transport.SendAsync(Job(JobAddress.Queue(queue), i.ToString()), cancellationToken);
        }

        var held = DeliveryCollector.Holding();
        await transport.ReceiveAsync(queue, count, held.Deliver, cancellationToken);
        await held.WaitForAsync(count, cancellationToken);
        return (transport, held);
    }

    /// <summary>Before 4.3 the timeout is the node's; fault 15 meets it there.</summary>
    [Test, CancelAfter(Bound)]
    public async Task ReceiveAsync_JobInHandForTooLong_IsSaidAndItComesBack(CancellationToken cancellationToken)
    {
        var queue = Unique("too-long");
        var log = new RabbitCollectingLogger();
        var transport = Connect(new RabbitTransportOptions { Endpoints = RabbitUri.Parse(Broker.Uri).Endpoints, Logger = log });
        await transport.DeclareAsync(Shapes.Queue(queue), cancellationToken);
        var received = DeliveryCollector.Holding();
        await transport.ReceiveAsync(
            queue, new ReceiveLimits(1) { LongestHold = TimeSpan.FromSeconds(2) }, received.Deliver, cancellationToken);
        await transport.SendAsync(Job(JobAddress.Queue(queue), "slow"), cancellationToken);
        var first = (await received.WaitForAsync(1, cancellationToken))[0];
        if (RabbitUnderTest.Version < new Version(4, 3))
        {
            first.Delivery.Ack();
            return;
        }

        var again = (await received.WaitForAsync(2, cancellationToken))[1];

        Assert.That((first.Delivery.IsGone, again.Redelivered), Is.EqualTo((true, true)));
        Assert.That(log.ToString(), Does.Contain("for longer than the acknowledgement timeout"));
        again.Delivery.Ack();
    }
}
