using RabbitMQ.Client;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ponos.Transport.RabbitMq;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests;

/// <summary>Publishing: what happens to sends when their channel, connection or broker fails them.</summary>
internal sealed class RabbitPublishingTests : RabbitFixture
{
    [Test, CancelAfter(Bound)]
    public async Task SendAsync_ConnectionCutWith2000InFlight_LeavesNothingPending(CancellationToken cancellationToken)
    {
        const int Count = 2_000;
        var options = new RabbitTransportOptions();
        var queue = Unique("cut");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var body = new string('x', 16 * 1024);
        var confirmed = new ConcurrentBag<string>();
        var unavailable = 0;
        var sends = Enumerable.Range(0, Count).Select(i => SendOneAsync(i.ToString(CultureInfo.InvariantCulture))).ToArray();
        await EventuallyAsync(() => confirmed.Count > 100, TimeSpan.FromSeconds(20), "publishing");

        transport.Connections.Publishing!.Sever("test");
        await Task.WhenAll(sends).WaitAsync(TimeSpan.FromSeconds(20), cancellationToken);

        Assert.That(confirmed.Count + unavailable, Is.EqualTo(Count));
        Assert.That(
            unavailable,
            Is.InRange(1, (options.PublishChannels + 1) * options.MaxUnconfirmed),
            "Only what was unconfirmed on a channel, or on the one of trials, fails; "
                + "what had not been written goes over the next connection.");
        var received = new ConcurrentDictionary<string, bool>();
        await transport.ReceiveAsync(queue, 100, delivery => { received[delivery.MessageId!] = true; delivery.Ack(); }, cancellationToken);
        await EventuallyAsync(() => confirmed.All(received.ContainsKey), TimeSpan.FromSeconds(20), "every confirmed job is in the queue");

        async Task SendOneAsync(string id)
        {
            try
            {
                await transport.SendAsync(
                    Job(JobAddress.Queue(queue), id) with { Body = Encoding.ASCII.GetBytes(body) }, cancellationToken);
                confirmed.Add(id);
            }
            catch (BrokerUnavailableException e)
            {
                Assert.That(e.MayHaveBeenTaken, Is.True);
                Interlocked.Increment(ref unavailable);
            }
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_OneQueueRefuses_OthersNeverBecomeUnknown(CancellationToken cancellationToken)
    {
        var (full, fine) = (Unique("full"), Unique("fine"));
        var transport = await ConnectAsync(Shapes.Queue(full, ("x-max-length", 1), ("x-overflow", "reject-publish")), cancellationToken);
        await transport.DeclareAsync(Shapes.Queue(fine), cancellationToken);
        var refused = 0;
        // Long enough for channels to be renewed because of the refusals, several times.
        var until = System.Diagnostics.Stopwatch.StartNew();
        var refusing = Enumerable.Range(0, 4).Select(_ => RefuseAsync()).ToArray();
        var number = 0;
        while (until.Elapsed < TimeSpan.FromSeconds(4))
        {
            await transport.SendAsync(Job(JobAddress.Queue(fine), $"{number++}"), cancellationToken);
        }

        await Task.WhenAll(refusing);
        Assert.That(refused, Is.GreaterThan(0));
        await using var reader = await transport.ReadAsync(fine, cancellationToken);
        Assert.That(reader!.Count, Is.EqualTo(number));

        async Task RefuseAsync()
        {
            while (until.Elapsed < TimeSpan.FromSeconds(4))
            {
                try
                {
                    await transport.SendAsync(Job(JobAddress.Queue(full), "full"), cancellationToken);
                }
                catch (PublishRejectedException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_BeforeTheServiceDeclaredAnything_SaysSo(CancellationToken cancellationToken)
    {
        var transport = Connect();

        var task = await Assert.ThrowsAsync<UnroutableTaskException>(
            async () => await transport.SendAsync(Job(JobAddress.Queue(Unique("early")), "x"), cancellationToken));
        Assert.That(task!.Message, Does.Contain("not started yet"));
        await Assert.ThatAsync(
            async () => await transport.SendAsync(Job(JobAddress.Event(Unique("early.event")), "x"), cancellationToken),
            Throws.InstanceOf<PublishException>().With.Message.Contains("not started yet"));
        await transport.DeclareAsync(Shapes.Queue(Unique("mine")), cancellationToken);
        await Assert.ThatAsync(
            async () => await transport.SendAsync(Job(JobAddress.Queue(Unique("early")), "x"), cancellationToken),
            Throws.InstanceOf<UnroutableTaskException>().With.Message.Not.Contains("not started yet"));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_EventExchangeDeletedMeanwhile_IsDeclaredAgainWithItsListeners(CancellationToken cancellationToken)
    {
        var (queue, name) = (Unique("listener"), Unique("thing.happened"));
        var transport = await ConnectAsync(Shapes.Listener(queue, name), cancellationToken);
        await transport.SendAsync(Job(JobAddress.Event(name), "before"), cancellationToken);
        await Broker.EvalAsync($"rabbit_exchange:delete(rabbit_misc:r(<<\"/\">>, exchange, <<\"{name}\">>), false, <<\"test\">>).");

        // The first one meets the loss: it was alone on its channel, and is told exactly.
        try
        {
            await transport.SendAsync(Job(JobAddress.Event(name), "after"), cancellationToken);
        }
        catch (PublishException exception) when (exception is not BrokerUnavailableException)
        {
            await transport.SendAsync(Job(JobAddress.Event(name), "after"), cancellationToken);
        }

        await using var reader = await transport.ReadAsync(queue, cancellationToken);
        Assert.That(reader!.Count, Is.EqualTo(2));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_NoBroker_WaitsUntilTheTokenIsCancelled(CancellationToken cancellationToken)
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var number = ((IPEndPoint)port.LocalEndpoint).Port;
        port.Stop();
        var transport = Connect($"amqp://127.0.0.1:{number}");
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(TimeSpan.FromMilliseconds(300));

        await Assert.ThatAsync(
            async () => await transport.SendAsync(Job(JobAddress.Queue("q"), "x"), soon.Token),
            Throws.InstanceOf<OperationCanceledException>());

        Assert.That(transport.Health.Connection.Status, Is.EqualTo(TransportStatus.Reconnecting));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_ManyGivenUpDuringAnOutage_TheOnesStillWaitingGoOut(CancellationToken cancellationToken)
    {
        var queue = Unique("outage");
        await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var vhost = Unique("later");
        var transport = Connect(new RabbitTransportOptions
        {
            Endpoints = RabbitUri.Parse(Broker.Uri).Endpoints,
            VirtualHost = vhost,
            FaultRetryDelay = TimeSpan.FromMilliseconds(300),
        });
        var patient = transport.SendAsync(Job(JobAddress.Queue(queue), "patient"), cancellationToken).AsTask();
        using (var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            var given = Enumerable.Range(0, 20_000)
                .Select(i => transport.SendAsync(Job(JobAddress.Queue(queue), "given up"), soon.Token).AsTask())
                .ToArray();
            await soon.CancelAsync();
            await Assert.ThatAsync(() => Task.WhenAll(given), Throws.InstanceOf<OperationCanceledException>());
        }

        var more = Enumerable.Range(0, 5_000)
            .Select(i => transport.SendAsync(Job(JobAddress.Queue(queue), "patient"), cancellationToken).AsTask())
            .ToArray();
        await Broker.RabbitMqCtlAsync("add_vhost", vhost);
        await Broker.RabbitMqCtlAsync("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*");

        // The queue is in another virtual host: the broker's answer for each that goes out is that it found none.
        await Assert.ThrowsAsync<UnroutableTaskException>(() => patient);
        foreach (var send in more)
        {
            await Assert.ThrowsAsync<UnroutableTaskException>(() => send);
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task DisposeAsync_SendsWaitingForABroker_FailAtOnce(CancellationToken cancellationToken)
    {
        var transport = Connect("amqp://127.0.0.1:1");
        var send = transport.SendAsync(Job(JobAddress.Queue("q"), "x"), cancellationToken).AsTask();

        await transport.DisposeAsync();

        var failure = await Assert.ThrowsAsync<BrokerUnavailableException>(() => send);
        Assert.That(failure!.MayHaveBeenTaken, Is.False);
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_ExchangeDeletedMeanwhile_FailsOnceAndIsDeclaredAgain(CancellationToken cancellationToken)
    {
        var (name, queue) = (Unique("gone.event"), Unique("fine"));
        var transport = await ConnectAsync(Shapes.Event(name), cancellationToken);
        await transport.DeclareAsync(Shapes.Queue(queue), cancellationToken);
        await transport.SendAsync(Job(JobAddress.Event(name), "1"), cancellationToken);
        await Broker.EvalAsync($"rabbit_exchange:delete(rabbit_misc:r(<<\"/\">>, exchange, <<\"{name}\">>), false, <<\"test\">>).");

        await Assert.CatchAsync<PublishException>(
            async () => await transport.SendAsync(Job(JobAddress.Event(name), "2"), cancellationToken));

        // The loss of the channel is learnt a moment after the error: until then a send may fail as the first did.
        for (var sent = false; !sent;)
        {
            try
            {
                await transport.SendAsync(Job(JobAddress.Event(name), "3"), cancellationToken);
                sent = true;
            }
            catch (PublishException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }

        await transport.SendAsync(Job(JobAddress.Queue(queue), "4"), cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_MemoryAlarm_WaitsWhileConsumingGoesOn(CancellationToken cancellationToken)
    {
        var queue = Unique("alarm");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var held = DeliveryCollector.Holding();
        await transport.SendAsync(Job(JobAddress.Queue(queue), "1"), cancellationToken);
        await transport.SendAsync(Job(JobAddress.Queue(queue), "2"), cancellationToken);
        await transport.ReceiveAsync(queue, 1, held.Deliver, cancellationToken);
        await held.WaitForAsync(1, cancellationToken);
        await Broker.RabbitMqCtlAsync("set_vm_memory_high_watermark", "0");
        Task sending;
        try
        {
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            soon.CancelAfter(TimeSpan.FromMilliseconds(500));
            await Assert.ThatAsync(
                async () => await transport.SendAsync(Job(JobAddress.Queue(queue), "given up"), soon.Token),
                Throws.InstanceOf<OperationCanceledException>());
            sending = transport.SendAsync(Job(JobAddress.Queue(queue), "3"), cancellationToken).AsTask();
            held.Jobs[0].Delivery.Ack();
            await held.WaitForAsync(2, cancellationToken);
            held.Jobs[1].Delivery.Ack();
            Assert.That(sending.IsCompleted, Is.False);
            Assert.That(transport.Health.Connection.Reason, Does.Contain("takes no publishes"));
        }
        finally
        {
            await Broker.RabbitMqCtlAsync("set_vm_memory_high_watermark", "0.4");
        }

        await sending;
        Assert.That(transport.Health.Connection.Status, Is.EqualTo(TransportStatus.Healthy));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_CancelledAtAnyMoment_KeepsTheOrderOfConfirms(CancellationToken cancellationToken)
    {
        const int Count = 3_000;
        var queue = Unique("impatient");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var confirmed = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Count),
            new ParallelOptions { MaxDegreeOfParallelism = 500, CancellationToken = cancellationToken },
            async (i, token) =>
            {
                var id = i.ToString(CultureInfo.InvariantCulture);
                using var impatient = CancellationTokenSource.CreateLinkedTokenSource(token);
                impatient.CancelAfter(TimeSpan.FromMilliseconds(i % 20));
                try
                {
                    await transport.SendAsync(Job(JobAddress.Queue(queue), id), i % 3 == 0 ? token : impatient.Token);
                    confirmed.Add(id);
                }
                catch (OperationCanceledException) when (!token.IsCancellationRequested)
                {
                }
            });

        var received = new ConcurrentDictionary<string, bool>();
        await transport.ReceiveAsync(queue, 100, delivery =>
        {
            Assert.That(
                Encoding.UTF8.GetString(delivery.Body.Span), Is.EqualTo(delivery.MessageId), "A body went with another's properties.");
            received[delivery.MessageId!] = true;
            delivery.Ack();
        }, cancellationToken);
        Assert.That(confirmed, Has.Count.GreaterThanOrEqualTo(Count / 3));
        await EventuallyAsync(() => confirmed.All(received.ContainsKey), TimeSpan.FromSeconds(20), "every confirmed job is in the queue");
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_UnroutableAmongOthers_FailsOnlyThat(CancellationToken cancellationToken)
    {
        var queue = Unique("mixed");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);

        var sends = Enumerable.Range(0, 400).Select(async i =>
        {
            var missing = i % 7 == 0;
            try
            {
                await transport.SendAsync(
                    Job(JobAddress.Queue(missing ? Unique("missing") : queue), i.ToString(CultureInfo.InvariantCulture)),
                    cancellationToken);
                return !missing;
            }
            catch (UnroutableTaskException)
            {
                return missing;
            }
        });

        Assert.That(await Task.WhenAll(sends), Is.All.True);
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_TooBig_IsRefusedHere(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(Shapes.Queue(Unique("big")), cancellationToken);
        var big = Job(JobAddress.Queue(Unique("big")), "big") with { Body = new byte[129 * 1024 * 1024] };
        var wide = Job(JobAddress.Queue(Unique("big")), "wide") with { Headers = new() { ["ponos-error"] = new string('x', 70_000) } };

        var body = await Assert.CatchAsync<PublishException>(async () => await transport.SendAsync(big, cancellationToken));
        var headers = await Assert.CatchAsync<PublishException>(async () => await transport.SendAsync(wide, cancellationToken));

        Assert.That(body!.Message, Does.Contain("135266304").And.Contain("134217728"));
        Assert.That(headers!.Message, Does.Contain("65536"));
        await transport.SendAsync(Job(JobAddress.Queue(Unique("big")), "fits"), cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_HeaderThatCannotBeEncoded_FailsOnlyThat(CancellationToken cancellationToken)
    {
        var queue = Unique("odd");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var odd = Job(JobAddress.Queue(queue), "odd") with { Headers = new() { ["odd"] = new Version(1, 2) } };

        await Assert.CatchAsync<PublishException>(async () => await transport.SendAsync(odd, cancellationToken));

        for (var i = 0; i < 10; i++)
        {
            await transport.SendAsync(Job(JobAddress.Queue(queue), "even"), cancellationToken);
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_HeaderBytes_ArriveAsTheyAre(CancellationToken cancellationToken)
    {
        var queue = Unique("bytes");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);
        byte[] bytes = [0, 255, 128, 10];

        await transport.SendAsync(
            Job(JobAddress.Queue(queue), "x") with { Headers = new() { ["raw"] = bytes, ["text"] = "é" } }, cancellationToken);

        var headers = (await received.WaitForAsync(1, cancellationToken))[0].Delivery.Headers!;
        Assert.That(headers["raw"], Is.EqualTo(bytes));
        Assert.That(headers["text"], Is.EqualTo("é"u8.ToArray()));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_DelayedToAQueueThatGoesAway_IsKeptAside(CancellationToken cancellationToken)
    {
        var queue = Unique("leaving");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        await transport.SendAsync(Job(JobAddress.Queue(queue), queue) with { Delay = TimeSpan.FromSeconds(2) }, cancellationToken);
        // On the connection that stands: a command line may take longer to start than the job waits.
        var channel = await transport.Connections.Working!.OpenChannelAsync(cancellationToken);
        await channel.QueueDeleteAsync(queue, cancellationToken: cancellationToken);
        await channel.CloseAsync(cancellationToken);

        while (true)
        {
            await using var reader = await transport.ReadAsync(DelayLadder.Default.UndeliverableQueue, cancellationToken);
            while (await reader!.GetAsync(cancellationToken) is { } delivery)
            {
                if (delivery.MessageId == queue)
                {
                    delivery.Ack(immediate: true);
                    return;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_DelayedToNoQueue_IsUnroutable(CancellationToken cancellationToken)
    {
        var transport = Connect();

        await Assert.ThrowsAsync<UnroutableTaskException>(
            async () => await transport.SendAsync(
                Job(JobAddress.Queue(Unique("nowhere")), "x") with { Delay = TimeSpan.FromSeconds(1) }, cancellationToken));
    }
}
