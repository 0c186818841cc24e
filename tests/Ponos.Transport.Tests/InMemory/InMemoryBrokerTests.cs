using Ponos.Topology;
using Ponos.Transport.InMemory;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.InMemory;

internal sealed class InMemoryBrokerTests : InMemoryTests
{
    private readonly AsyncLocal<string?> _ambient = new();

    [Test, CancelAfter(Bound)]
    public async Task Requeue_OneOfSeveral_KeepsItsPlace(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(Shapes.Queue("q"));
        var held = DeliveryCollector.Holding();
        var receiver = await transport.ReceiveAsync("q", 4, held.Deliver, cancellationToken);
        foreach (var text in new[] { "0", "1", "2", "3", "4" })
        {
            await SendAsync(transport, "q", text);
        }

        var jobs = await held.WaitForAsync(4, cancellationToken);
        await receiver.StopAsync(cancellationToken);
        foreach (var index in new[] { 2, 0, 3 })
        {
            jobs[index].Delivery.Requeue();
        }

        var after = await ReceiveAsync(transport, "q");
        await after.WaitForAsync(4, cancellationToken);
        Assert.That(after.Texts, Is.EqualTo(new[] { "0", "2", "3", "4" }));
    }

    [Test, CancelAfter(Bound)]
    public async Task ReceiveAsync_TwoReceiversWithRoom_TakeTurns(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(Shapes.Queue("q"));
        var (one, two) = (DeliveryCollector.Holding(), DeliveryCollector.Holding());
        await transport.ReceiveAsync("q", 10, one.Deliver, cancellationToken);
        await transport.ReceiveAsync("q", 10, two.Deliver, cancellationToken);

        for (var i = 0; i < 20; i++)
        {
            await SendAsync(transport, "q", i.ToString());
        }

        await one.WaitForAsync(10, cancellationToken);
        await two.WaitForAsync(10, cancellationToken);
        Assert.That(Broker.CountUnsettled("q"), Is.EqualTo(20));
        Assert.That(one.Texts.Select(int.Parse).All(number => number % 2 == 0), Is.True);
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_SendersContext_IsNotTheReceivers(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(Shapes.Queue("q"));
        var seen = "not called";
        var received = DeliveryCollector.Settling(delivery =>
        {
            seen = _ambient.Value;
            delivery.Ack();
        });
        await transport.ReceiveAsync("q", 1, received.Deliver, cancellationToken);

        _ambient.Value = "the sender's activity";
        await SendAsync(transport, "q", "job");

        await received.WaitForAsync(1, cancellationToken);
        await Broker.Work.WhenStill();

        Assert.That(seen, Is.Null);
    }

    [Test, CancelAfter(Bound)]
    public async Task ReceiveAsync_CallbackThatThrows_LeavesItsJobUnsettledAndGoesOn(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(Shapes.Queue("q"));
        var received = DeliveryCollector.Settling(delivery =>
        {
            if (delivery.MessageId == "bad")
            {
                throw new InvalidOperationException("It had promised.");
            }

            delivery.Ack();
        });
        await transport.ReceiveAsync("q", 2, received.Deliver, cancellationToken);

        foreach (var text in new[] { "bad", "good", "better" })
        {
            await SendAsync(transport, "q", text);
        }

        await received.WaitForAsync(3, cancellationToken);
        while (Broker.CountUnsettled("q") > 1)
        {
            await Task.Yield();
        }

        Assert.That(Broker.CountReady("q"), Is.Zero);
    }

    [Test, CancelAfter(Bound)]
    public async Task StopAsync_WhileHandingOut_CompletesAfterTheCallback(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(Shapes.Queue("q"));
        using var entered = new SemaphoreSlim(0);
        using var leave = new SemaphoreSlim(0);
        var handed = 0;
        var receiver = await transport.ReceiveAsync(
            "q",
            10,
            delivery =>
            {
                handed++;
                entered.Release();
                leave.Wait(cancellationToken);
                delivery.Ack();
            },
            cancellationToken);
        await SendAsync(transport, "q", "0");
        await SendAsync(transport, "q", "1");
        await entered.WaitAsync(cancellationToken);

        var stopping = receiver.StopAsync(cancellationToken);
        Assert.That(stopping.IsCompleted, Is.False);
        leave.Release();
        await stopping;

        Assert.That(handed, Is.EqualTo(1));
        Assert.That(Broker.CountReady("q"), Is.EqualTo(1));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_OneListenerFull_TheOthersGetTheEventAndThePublisherIsTold(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(
            Shapes.Listener("roomy", "event"),
            Shapes.Queue("full", ("x-max-length", 1), ("x-overflow", "reject-publish")),
            new TopologyShape([], [], [new BindingShape("event", "full", ToExchange: false, "")]));
        await SendAsync(transport, JobAddress.Event("event"), "0");

        var rejected = await Assert.ThrowsAsync<PublishRejectedException>(
            async () => await SendAsync(transport, JobAddress.Event("event"), "1"));

        Assert.That(rejected!.Message, Does.Contain("full"));
        Assert.That(Broker.CountReady("roomy"), Is.EqualTo(2));
        cancellationToken.ThrowIfCancellationRequested();
    }

    [Test]
    public async Task DeclareAsync_Mismatch_ChangesNothingAtAll()
    {
        var transport = await ConnectAsync(Shapes.Queue("q", ("x-max-length", 1)));
        var mixed = new TopologyShape(
            [new ExchangeShape("new-event", Topology.ExchangeType.Fanout)],
            [new QueueShape("new-queue", QueueType.Quorum), new QueueShape("q", QueueType.Quorum)],
            []);

        await Assert.ThrowsAsync<TopologyMismatchException>(() => transport.DeclareAsync(mixed, CancellationToken.None));

        Assert.That(await transport.ReadAsync("new-queue", CancellationToken.None), Is.Null);
        await Assert.ThrowsAsync<PublishException>(async () => await SendAsync(transport, JobAddress.Event("new-event"), "0"));
    }

    [Test]
    public async Task DeclareAsync_SameNumberOfAnotherClrType_IsTheSame()
    {
        var transport = await ConnectAsync(Shapes.Queue("q", ("x-max-length", 5)));

        await Assert.ThatAsync(
            () => transport.DeclareAsync(Shapes.Queue("q", ("x-max-length", 5L)), CancellationToken.None), Throws.Nothing);
    }

    [Test]
    public async Task DeclareAsync_ExchangeOfAnotherType_NamesBoth()
    {
        var transport = await ConnectAsync(Shapes.Event("event"));
        var topic = new TopologyShape([new ExchangeShape("event", Topology.ExchangeType.Topic)], [], []);

        var mismatch = await Assert.ThrowsAsync<TopologyMismatchException>(
            () => transport.DeclareAsync(topic, CancellationToken.None));

        Assert.That(mismatch!.Resource, Is.EqualTo("event"));
        Assert.That(mismatch.Message, Does.Contain("Fanout").And.Contain("Topic"));
    }

    [Test]
    public async Task DeclareAsync_BindingWithoutItsQueue_SaysSo()
    {
        var transport = await ConnectAsync(Shapes.Event("event"));
        var loose = new TopologyShape([], [], [new BindingShape("event", "nowhere", ToExchange: false, "")]);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => transport.DeclareAsync(loose, CancellationToken.None));

        Assert.That(failure!.Message, Does.Contain("nowhere"));
        await transport.DeclareAsync(Shapes.Queue("nowhere"), CancellationToken.None);
        await SendAsync(transport, JobAddress.Event("event"), "0");
        Assert.That(Broker.CountReady("nowhere"), Is.Zero);
    }

    [Test]
    public async Task DeclareAsync_TransientQueueOfAnother_IsRefused()
    {
        await ConnectAsync(Shapes.Broadcast("process-1", "event"));
        var other = Connect();

        await Assert.ThrowsAsync<TopologyMismatchException>(
            () => other.DeclareAsync(Shapes.Broadcast("process-1", "event"), CancellationToken.None));
    }

    [Test]
    public async Task ReceiveAsync_QueueNotDeclared_SaysToDeclareIt()
    {
        var transport = Connect();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => transport.ReceiveAsync("absent", 1, _ => { }, CancellationToken.None));

        Assert.That(failure!.Message, Does.Contain("absent"));
    }

    [Test]
    public async Task SendAsync_DisposedTransport_Throws()
    {
        var transport = await ConnectAsync(Shapes.Queue("q"));
        await transport.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await SendAsync(transport, "q", "late"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Work_JobsPassFromQueueToQueue_IsNeverStillInBetween(CancellationToken cancellationToken)
    {
        const int Hops = 20_000;
        var transport = await ConnectAsync(Shapes.Queue("ping"), Shapes.Queue("pong"));
        var hops = 0;
        await transport.ReceiveAsync("ping", 1, delivery => Hop(delivery, "pong"), cancellationToken);
        await transport.ReceiveAsync("pong", 1, delivery => Hop(delivery, "ping"), cancellationToken);
        Assert.That(Broker.Work.WhenStill().IsCompleted, Is.True);
        await SendAsync(transport, "ping", "job");

        await Broker.Work.WhenStill().WaitAsync(cancellationToken);

        Assert.That(Volatile.Read(ref hops), Is.EqualTo(Hops));

        void Hop(Delivery delivery, string next)
        {
            if (++hops < Hops)
            {
                _ = SendAsync(transport, next, "job").AsTask();
            }

            delivery.Ack();
        }
    }

    [Test]
    public async Task Work_JobsInAQueueThatNobodyReceives_LieStill()
    {
        var transport = await ConnectAsync(Shapes.Queue("q.dead"));

        await SendAsync(transport, "q.dead", "dead");

        Assert.That(Broker.Work.WhenStill().IsCompleted, Is.True);
        Assert.That(Broker.CountReady("q.dead"), Is.EqualTo(1));
    }
}
