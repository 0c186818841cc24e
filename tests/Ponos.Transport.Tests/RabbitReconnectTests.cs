using System.Collections.Concurrent;
using Ponos.Tests.Support;
using Ponos.Transport.RabbitMq;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests;

/// <summary>Faults of a real broker, and that everything comes back by itself.</summary>
internal sealed class RabbitReconnectTests : RabbitFixture
{
    [Test, CancelAfter(Bound)]
    public async Task ReceiveAsync_AllConnectionsClosed_ConsumesAndPublishesAgain(CancellationToken cancellationToken)
    {
        var queue = Unique("closed");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 10, received.Deliver, cancellationToken);
        await transport.SendAsync(Job(JobAddress.Queue(queue), "before"), cancellationToken);
        await received.WaitForAsync(1, cancellationToken);

        Assert.That(await Broker.CloseConnectionsAsync(), Is.Positive);

        await SendUntilTakenAsync(transport, queue, "after", cancellationToken);
        await received.WaitForAsync(2, cancellationToken);
        Assert.That(received.Texts.Distinct(), Is.EqualTo(new[] { "before", "after" }));
        await EventuallyAsync(
            () => transport.Health.Connection.Status == TransportStatus.Healthy, TimeSpan.FromSeconds(10), "healthy again");
        Assert.That(transport.Health.Queues[queue].Status, Is.EqualTo(TransportStatus.Healthy));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_BrokerKilledAndStarted_LosesNothingThatWasConfirmed(CancellationToken cancellationToken)
    {
        await using var broker = await RabbitBroker.StartAsync("killed");
        var queue = Unique("killed");
        var log = new RabbitCollectingLogger();
        var transport = Connect(new RabbitTransportOptions { Endpoints = RabbitUri.Parse(broker.Uri).Endpoints, Logger = log });
        await transport.DeclareAsync(Shapes.Queue(queue), cancellationToken);
        var received = new ConcurrentDictionary<string, bool>();
        await transport.ReceiveAsync(queue, 50, delivery => { received[delivery.MessageId!] = true; delivery.Ack(); }, cancellationToken);
        var confirmed = new ConcurrentBag<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var senders = Enumerable.Range(0, 6).Select(sender => Task.Run(
            async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    var id = $"{sender}-{i}";
                    try
                    {
                        await transport.SendAsync(Job(JobAddress.Queue(queue), id), stop.Token);
                        confirmed.Add(id);
                    }
                    catch (Exception e) when (e is BrokerUnavailableException or OperationCanceledException)
                    {
                    }
                }
            },
            CancellationToken.None)).ToArray();
        await EventuallyAsync(() => confirmed.Count > 500, TimeSpan.FromSeconds(10), "publishing");
        await RabbitBroker.WhenQueuesAreKeptAsync();

        await broker.KillAsync();
        await EventuallyAsync(() => transport.Health.Connection.Status == TransportStatus.Reconnecting, TimeSpan.FromSeconds(5), "noticed");
        await broker.StartAsync();
        var back = System.Diagnostics.Stopwatch.StartNew();
        var before = confirmed.Count;
        var handled = received.Count;
        await EventuallyAsync(() => confirmed.Count > before + 100 && received.Count > handled + 100, TimeSpan.FromSeconds(15), () =>
            $"publishing and consuming again: {confirmed.Count - before} confirmed, {received.Count - handled} handled, "
            + $"{transport.Health.Connection} {QueueState(transport, queue)}{log}");
        await TestContext.Out.WriteLineAsync($"back {back.ElapsedMilliseconds} ms after the broker answered");
        await stop.CancelAsync();
        await Task.WhenAll(senders);

        await EventuallyAsync(() => confirmed.All(received.ContainsKey), TimeSpan.FromSeconds(15), "every confirmed job is handled");
    }

    [Test, CancelAfter(Bound)]
    public async Task ReceiveAsync_QueueDeletedUnderTheConsumer_IsDeclaredAndConsumedAgain(CancellationToken cancellationToken)
    {
        var queue = Unique("deleted");
        var name = Unique("thing.happened");
        var transport = await ConnectAsync(Shapes.Listener(queue, name), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 10, received.Deliver, cancellationToken);

        var since = QueueState(transport, queue)!.Since;
        await Broker.RabbitMqCtlAsync("delete_queue", queue);
        await EventuallyAsync(
            () => QueueState(transport, queue) is { Status: TransportStatus.Healthy } state && state.Since > since,
            TimeSpan.FromSeconds(10),
            "consuming again");
        await SendUntilTakenAsync(transport, queue, "after", cancellationToken);
        await transport.SendAsync(Job(JobAddress.Event(name), "event"), cancellationToken);

        await received.WaitForAsync(2, cancellationToken);
        Assert.That(received.Texts, Is.EquivalentTo(new[] { "after", "event" }), "The binding is back too.");
    }

    [Test, CancelAfter(Bound)]
    public async Task Health_QueueChangedWhileAway_NamesItAndOthersWork(CancellationToken cancellationToken)
    {
        var (changed, fine) = (Unique("changed"), Unique("fine"));
        var transport = Connect(new RabbitTransportOptions
        {
            Endpoints = RabbitUri.Parse(Broker.Uri).Endpoints,
            FaultRetryDelay = TimeSpan.FromMilliseconds(500),
        });
        await transport.DeclareAsync(Shapes.Queue(changed), cancellationToken);
        await transport.DeclareAsync(Shapes.Queue(fine), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(changed, 10, received.Deliver, cancellationToken);
        await transport.ReceiveAsync(fine, 10, received.Deliver, cancellationToken);

        // In one call: the transport would be faster than two.
        var vhost = "<<\"/\">>";
        await Broker.EvalAsync($$"""
            {ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r({{vhost}}, queue, <<"{{changed}}">>)),
            rabbit_amqqueue:delete(Q, false, false, <<"test">>),
            rabbit_amqqueue:declare(rabbit_misc:r({{vhost}}, queue, <<"{{changed}}">>), true, false, [{<<"x-queue-type">>, longstr, <<"quorum">>}, {<<"x-max-length">>, long, 5}], none, <<"test">>), ok.
            """);
        transport.Connections.Working!.Sever("test");

        await EventuallyAsync(
            () => QueueState(transport, changed) is { Status: TransportStatus.Faulted }, TimeSpan.FromSeconds(10), "faulted");
        var reason = QueueState(transport, changed)!.Reason;
        Assert.That(reason, Does.Contain(changed).And.Contain("x-max-length").And.Contain("none").And.Contain("'5'").And.Contain("delete"));
        await SendUntilTakenAsync(transport, fine, "others work", cancellationToken);
        await received.WaitForAsync(1, cancellationToken);

        await Broker.RabbitMqCtlAsync("delete_queue", changed);
        await EventuallyAsync(
            () => QueueState(transport, changed) is { Status: TransportStatus.Healthy }, TimeSpan.FromSeconds(10), "mended");
    }

    [Test, CancelAfter(Bound)]
    public async Task Health_FaultedQueueIsDeclaredAfresh_IsNoFaultAnyMore(CancellationToken cancellationToken)
    {
        var queue = Unique("mended");
        var transport = Connect(
            new RabbitTransportOptions { Endpoints = RabbitUri.Parse(Broker.Uri).Endpoints, FaultRetryDelay = TimeSpan.FromHours(1) });
        await transport.DeclareAsync(Shapes.Queue(queue), cancellationToken);
        await Broker.RabbitMqCtlAsync("delete_queue", queue);
        var other = await ConnectAsync(Shapes.Queue(queue, ("x-max-length", 5)), cancellationToken);
        transport.Connections.Working!.Sever("test");
        await EventuallyAsync(
            () => QueueState(transport, queue) is { Status: TransportStatus.Faulted }, TimeSpan.FromSeconds(10), "faulted");
        await other.DisposeAsync();
        await Broker.RabbitMqCtlAsync("delete_queue", queue);

        await transport.DeclareAsync(Shapes.Queue(queue), cancellationToken);

        Assert.That(QueueState(transport, queue), Is.Null, "Nobody consumes it, and it stands.");
    }

    [TestCase(QueueType.Quorum), TestCase(QueueType.Classic), CancelAfter(Bound)]
    public async Task DeclareAsync_QueueOfTheOtherTypeWithOtherArguments_BlamesTheType(QueueType type, CancellationToken cancellationToken)
    {
        var queue = Unique("typed");
        var quorum = Shapes.Queue(
            queue,
            QueueType.Quorum,
            ("x-dead-letter-exchange", ""),
            ("x-dead-letter-routing-key", queue + ".dead"),
            ("x-dead-letter-strategy", "at-least-once"),
            ("x-overflow", "reject-publish"),
            ("x-delivery-limit", 20),
            ("x-single-active-consumer", true));
        var classic = Shapes.Queue(queue, QueueType.Classic, ("x-max-length", 7));
        await ConnectAsync(type == QueueType.Quorum ? quorum : classic, cancellationToken);
        var other = Connect();

        var mismatch = await Assert.ThrowsAsync<TopologyMismatchException>(
            () => other.DeclareAsync(type == QueueType.Quorum ? classic : quorum, cancellationToken));

        Assert.That(
            mismatch!.Message,
            Does.Contain("another 'x-queue-type'").And.Contain("'quorum'").And.Contain("'classic'").And.Contain("queue type"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Health_LoginRefused_IsFaultedWithoutThePassword(CancellationToken cancellationToken)
    {
        var transport = Connect($"amqp://guest:s3ntinel-pw@127.0.0.1:{Broker.Port}/");
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(TimeSpan.FromSeconds(2));

        var failure = await Assert.ThrowsAsync<BrokerUnavailableException>(
            () => transport.DeclareAsync(Shapes.Queue(Unique("never")), soon.Token));

        Assert.That(transport.Health.Connection.Status, Is.EqualTo(TransportStatus.Faulted));
        Assert.That(transport.Health.Connection.Reason, Does.Contain("ACCESS_REFUSED"));
        Assert.That(failure!.ToString() + transport.Health + transport.Description, Does.Not.Contain("s3ntinel"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Health_NoSuchVirtualHost_IsFaultedAndComesBackWhenItIsMade(CancellationToken cancellationToken)
    {
        var vhost = Unique("vhost");
        var transport = Connect(new RabbitTransportOptions
        {
            Endpoints = RabbitUri.Parse(Broker.Uri).Endpoints,
            VirtualHost = vhost,
            FaultRetryDelay = TimeSpan.FromMilliseconds(500),
        });
        var declaring = transport.DeclareAsync(Shapes.Queue(Unique("later")), cancellationToken);
        await EventuallyAsync(() => transport.Health.Connection.Status == TransportStatus.Faulted, TimeSpan.FromSeconds(10), "faulted");

        await Broker.RabbitMqCtlAsync("add_vhost", vhost);
        await Broker.RabbitMqCtlAsync("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*");

        await declaring;
        await EventuallyAsync(() => transport.Health.Connection.Status == TransportStatus.Healthy, TimeSpan.FromSeconds(10), "healthy");
    }

    [Test, CancelAfter(Bound)]
    public async Task ReceiveAsync_BroadcastQueueLostWithItsConnection_IsDeclaredAgain(CancellationToken cancellationToken)
    {
        var (queue, name) = (Unique("process"), Unique("cache.invalidated"));
        var transport = await ConnectAsync(Shapes.Broadcast(queue, name), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 10, received.Deliver, cancellationToken);

        for (var i = 0; i < 5; i++)
        {
            var lost = transport.Connections.Working!;
            lost.Sever("test");
            await EventuallyAsync(
                () => transport.Connections.Working != lost && QueueState(transport, queue) is { Status: TransportStatus.Healthy },
                TimeSpan.FromSeconds(10),
                "consuming again");
        }

        await transport.SendAsync(Job(JobAddress.Event(name), "still here"), cancellationToken);
        await received.WaitForAsync(1, cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task ReceiveAsync_BroadcastQueueOfAConnectionThatTheBrokerTakesForAlive_GoesOnAtOnce(CancellationToken cancellationToken)
    {
        var (queue, name) = (Unique("process"), Unique("cache.invalidated"));
        await using var wire = new TcpProxy(new Uri(Broker.Uri).Port);
        var transport = Connect(wire.Uri);
        await transport.DeclareAsync(Shapes.Broadcast(queue, name), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 10, received.Deliver, cancellationToken);
        var lost = transport.Connections.Working!;

        wire.BlackHole();
        lost.Sever("test");
        transport.Connections.Publishing!.Sever("test");

        await EventuallyAsync(
            () => transport.Connections.Working != lost && QueueState(transport, queue) is { Status: TransportStatus.Healthy },
            TimeSpan.FromSeconds(5),
            () => $"consuming again: {QueueState(transport, queue)?.Reason}");
        Assert.That(
            await Broker.RabbitMqCtlAsync("list_queues", "name"),
            Does.Contain(queue + "\n").And.Contain(queue + ".2\n"),
            "The broker holds the old one yet.");
        var sender = await ConnectAsync(Shapes.Broadcast(Unique("other"), name), cancellationToken);
        await sender.SendAsync(Job(JobAddress.Event(name), "event"), cancellationToken);
        await received.WaitForAsync(1, cancellationToken);
        await SendUntilTakenAsync(transport, queue, "to the queue itself", cancellationToken);
        await received.WaitForAsync(2, cancellationToken);
        await transport.SendAsync(Job(JobAddress.Queue(queue), "later") with { Delay = TimeSpan.FromSeconds(1) }, cancellationToken);
        await received.WaitForAsync(3, cancellationToken);
    }

    private static TransportState? QueueState(RabbitTransport transport, string queue) => transport.Health.Queues.GetValueOrDefault(queue);

    private static async Task SendUntilTakenAsync(RabbitTransport transport, string queue, string text, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await transport.SendAsync(Job(JobAddress.Queue(queue), text), cancellationToken);
                return;
            }
            catch (BrokerUnavailableException)
            {
                // Met the loss in flight.
            }
        }
    }
}
