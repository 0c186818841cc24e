using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.Contract;

/// <summary>Settling: done is gone, requeued is first in line, and what nobody settled comes back.</summary>
internal abstract class SettlingContract<TBroker> : TransportContract<TBroker>
    where TBroker : IBrokerUnderTest, new()
{
    [Test, CancelAfter(Bound)]
    public async Task Ack_EachJob_LeavesNothingBehind(CancellationToken cancellationToken)
    {
        var queue = Unique("acked");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        await SendAsync(transport, JobAddress.Queue(queue), Numbers(25), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 10, received.Deliver, cancellationToken);
        await received.WaitForAsync(25, cancellationToken);

        await transport.DisposeAsync();

        var other = await ConnectAsync(cancellationToken);
        await other.SendAsync(Job(JobAddress.Queue(queue), "last"), cancellationToken);
        var after = DeliveryCollector.Acking();
        await other.ReceiveAsync(queue, 10, after.Deliver, cancellationToken);
        await after.WaitForAsync(1, cancellationToken);
        await Broker.LullAsync(cancellationToken);
        Assert.That(after.Texts, Is.EqualTo(new[] { "last" }));
        Assert.That(await CountAsync(queue, cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(Bound)]
    public async Task Ack_Twice_IsIgnored(CancellationToken cancellationToken)
    {
        var queue = Unique("acked-twice");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var received = DeliveryCollector.Settling(delivery =>
        {
            delivery.Ack(immediate: true);
            delivery.Ack(immediate: true);
            delivery.Requeue();
        });
        await transport.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);

        await SendAsync(transport, JobAddress.Queue(queue), Numbers(10), cancellationToken);

        await received.WaitForAsync(10, cancellationToken);
        await Broker.LullAsync(cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(Numbers(10)));
        Assert.That(received.Jobs.Any(job => job.Redelivered), Is.False);
    }

    [Test, CancelAfter(Bound)]
    public async Task Requeue_OneJob_ComesBackRedeliveredAndFirst(CancellationToken cancellationToken)
    {
        var queue = Unique("requeued");
        // Classic: a quorum queue of RabbitMQ 3.10 appends what is requeued to its log, behind what is there.
        var transport = await ConnectAsync(Shapes.Queue(queue, QueueType.Classic), cancellationToken);
        await SendAsync(transport, JobAddress.Queue(queue), Numbers(3), cancellationToken);
        var requeued = 0;
        var received = DeliveryCollector.Settling(delivery =>
        {
            if (Interlocked.Exchange(ref requeued, 1) == 0)
            {
                delivery.Requeue();
            }
            else
            {
                delivery.Ack();
            }
        });

        await transport.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);

        var jobs = await received.WaitForAsync(4, cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(new[] { "0", "0", "1", "2" }));
        Assert.That(jobs.Select(job => job.Redelivered), Is.EqualTo(new[] { false, true, false, false }));
    }

    [Test, CancelAfter(Bound)]
    public async Task Requeue_ManyTimes_IsNoFaultOfTheJobs(CancellationToken cancellationToken)
    {
        // Shutdowns requeue: a job that met several of them must not die of it.
        const int Times = 10;
        var queue = Unique("interrupted");
        var transport = await ConnectAsync(Shapes.Queue(queue, ("x-delivery-limit", 50)), cancellationToken);
        var seen = 0;
        var received = DeliveryCollector.Settling(delivery =>
        {
            if (Interlocked.Increment(ref seen) <= Times)
            {
                delivery.Requeue();
            }
            else
            {
                delivery.Ack();
            }
        });
        await transport.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);

        await transport.SendAsync(Job(JobAddress.Queue(queue), "patient"), cancellationToken);

        await received.WaitForAsync(Times + 1, cancellationToken);
        Assert.That(received.Texts, Is.All.EqualTo("patient"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Requeue_Properties_AreAsBefore(CancellationToken cancellationToken)
    {
        var queue = Unique("unchanged");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var received = DeliveryCollector.Holding();
        await transport.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);
        var sent = Job(JobAddress.Queue(queue), "body") with { Headers = new() { ["ponos-contract"] = "abc" } };
        await transport.SendAsync(sent, cancellationToken);

        (await received.WaitForAsync(1, cancellationToken))[0].Delivery.Requeue();

        var again = (await received.WaitForAsync(2, cancellationToken))[1];
        Assert.That(again.Text, Is.EqualTo("body"));
        Assert.That(again.Delivery.MessageId, Is.EqualTo(sent.MessageId));
        Assert.That(again.Delivery.Name, Is.EqualTo(sent.Name));
        Assert.That(again.HeaderText("ponos-contract"), Is.EqualTo("abc"));
        again.Delivery.Ack();
    }

    [Test, CancelAfter(Bound)]
    public async Task DisposeAsync_TransportWithUnsettled_TheyComeBackToAnother(CancellationToken cancellationToken)
    {
        var queue = Unique("lost");
        var dying = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        await SendAsync(dying, JobAddress.Queue(queue), Numbers(3), cancellationToken);
        var held = DeliveryCollector.Holding();
        await dying.ReceiveAsync(queue, 2, held.Deliver, cancellationToken);
        await held.WaitForAsync(2, cancellationToken);

        await dying.DisposeAsync();

        var other = await ConnectAsync(cancellationToken);
        var received = DeliveryCollector.Acking();
        await other.ReceiveAsync(queue, 10, received.Deliver, cancellationToken);
        var jobs = await received.WaitForAsync(3, cancellationToken);
        Assert.That(received.Texts, Is.EquivalentTo(Numbers(3)));
        Assert.That(jobs.Where(job => job.Text is "0" or "1").All(job => job.Redelivered), Is.True);
        Assert.That(jobs.Single(job => job.Text is "2").Redelivered, Is.False);
    }

    [Test, CancelAfter(Bound)]
    public async Task DisposeAsync_TransportWithUnsettled_SaysThatTheyAreGoneAndCountsThem(CancellationToken cancellationToken)
    {
        var queue = Unique("gone");
        var dying = await ConnectAsync(Shapes.Queue(queue, ("x-delivery-limit", 50)), cancellationToken);
        await SendAsync(dying, JobAddress.Queue(queue), Numbers(2), cancellationToken);
        var held = DeliveryCollector.Holding();
        await dying.ReceiveAsync(queue, 2, held.Deliver, cancellationToken);
        var before = await held.WaitForAsync(2, cancellationToken);
        Assert.That(before.Any(job => job.Delivery.IsGone), Is.False);
        Assert.That(before.Select(job => job.Delivery.DeliveryCount), Is.All.Zero);

        await dying.DisposeAsync();

        Assert.That(before.All(job => job.Delivery.IsGone), Is.True);
        var received = DeliveryCollector.Acking();
        await (await ConnectAsync(cancellationToken)).ReceiveAsync(queue, 10, received.Deliver, cancellationToken);
        var again = await received.WaitForAsync(2, cancellationToken);
        Assert.That(again.Select(job => job.Delivery.DeliveryCount), Is.All.EqualTo(1));
    }

    [Test, CancelAfter(Bound)]
    public async Task DisposeAsync_ReceiverWithUnsettled_TheyComeBackToAnother(CancellationToken cancellationToken)
    {
        var queue = Unique("let-go");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        await SendAsync(transport, JobAddress.Queue(queue), Numbers(2), cancellationToken);
        var held = DeliveryCollector.Holding();
        var receiver = await transport.ReceiveAsync(queue, 2, held.Deliver, cancellationToken);
        await held.WaitForAsync(2, cancellationToken);

        await receiver.DisposeAsync();

        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 10, received.Deliver, cancellationToken);
        var jobs = await received.WaitForAsync(2, cancellationToken);
        Assert.That(received.Texts, Is.EquivalentTo(Numbers(2)));
        Assert.That(jobs.All(job => job.Redelivered), Is.True);
    }

    [Test, CancelAfter(Bound)]
    public async Task Ack_AfterItsTransportIsGone_DoesNothing(CancellationToken cancellationToken)
    {
        var queue = Unique("too-late");
        var dying = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        await dying.SendAsync(Job(JobAddress.Queue(queue), "survivor"), cancellationToken);
        var held = DeliveryCollector.Holding();
        await dying.ReceiveAsync(queue, 1, held.Deliver, cancellationToken);
        var stale = (await held.WaitForAsync(1, cancellationToken))[0].Delivery;
        await dying.DisposeAsync();
        var other = await ConnectAsync(cancellationToken);
        var received = DeliveryCollector.Holding();
        await other.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);
        await received.WaitForAsync(1, cancellationToken);

        Assert.That(() => stale.Ack(immediate: true), Throws.Nothing);
        Assert.That(stale.Requeue, Throws.Nothing);

        await other.DisposeAsync();
        var last = DeliveryCollector.Acking();
        var third = await ConnectAsync(cancellationToken);
        await third.ReceiveAsync(queue, 1, last.Deliver, cancellationToken);
        await last.WaitForAsync(1, cancellationToken);
        Assert.That(last.Texts, Is.EqualTo(new[] { "survivor" }), "The late acknowledgement touched another's delivery.");
    }
}
