using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.Contract;

/// <summary>Events: to every service that listens, by name or by pattern, and to nobody.</summary>
internal abstract class EventContract<TBroker> : TransportContract<TBroker>
    where TBroker : IBrokerUnderTest, new()
{
    [Test, CancelAfter(Bound)]
    public async Task SendAsync_Event_ReachesEachServiceOnce(CancellationToken cancellationToken)
    {
        var name = Unique("image.built");
        var (docker, mail) = (DeliveryCollector.Acking(), DeliveryCollector.Acking());
        await ListenAsync("docker", name, docker, cancellationToken);
        await ListenAsync("mail", name, mail, cancellationToken);
        var publisher = await ConnectAsync(Shapes.Event(name), cancellationToken);

        await SendAsync(publisher, JobAddress.Event(name), Numbers(10), cancellationToken);

        await docker.WaitForAsync(10, cancellationToken);
        await mail.WaitForAsync(10, cancellationToken);
        await Broker.LullAsync(cancellationToken);
        Assert.That(docker.Texts, Is.EqualTo(Numbers(10)));
        Assert.That(mail.Texts, Is.EqualTo(Numbers(10)));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_Event_SaysItsExchangeAndRoutingKey(CancellationToken cancellationToken)
    {
        var name = Unique("image.built");
        var received = DeliveryCollector.Acking();
        var listener = await ListenAsync("docker", name, received, cancellationToken);

        await listener.SendAsync(Job(JobAddress.Event(name), "{}"), cancellationToken);

        var job = (await received.WaitForAsync(1, cancellationToken))[0];
        Assert.That(job.Delivery.Exchange, Is.EqualTo(name));
        Assert.That(job.Delivery.RoutingKey, Is.EqualTo(name));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_EventThatNobodyListensTo_Completes(CancellationToken cancellationToken)
    {
        var name = Unique("tree.fell");
        var publisher = await ConnectAsync(Shapes.Event(name), cancellationToken);

        await Assert.ThatAsync(async () => await publisher.SendAsync(Job(JobAddress.Event(name), "{}"), cancellationToken), Throws.Nothing);
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_EventThatNobodyDeclared_ThrowsAndTheTransportWorksOn(CancellationToken cancellationToken)
    {
        var (missing, declared) = (Unique("never.declared"), Unique("image.built"));
        var received = DeliveryCollector.Acking();
        var transport = await ListenAsync("docker", declared, received, cancellationToken);

        var failure = await Assert.CatchAsync<PublishException>(
            async () => await transport.SendAsync(Job(JobAddress.Event(missing), "{}"), cancellationToken));

        Assert.That(failure!.JobName, Is.EqualTo(missing));
        Assert.That(failure.Message, Does.Contain(missing));
        await transport.SendAsync(Job(JobAddress.Event(declared), "{}"), cancellationToken);
        await received.WaitForAsync(1, cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_EventsThatMatchAPattern_ReachItsQueue(CancellationToken cancellationToken)
    {
        string[] matching = [Unique("time.one-day.passed"), Unique("time.one-hour.passed")];
        string[] others = [Unique("time.passed"), Unique("time.one-day.passed.twice"), Unique("time.one-day.began")];
        var queue = Unique("clock");
        var transport = await ConnectAsync(Shapes.PatternListener(queue, Unique("time.*.passed")), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 10, received.Deliver, cancellationToken);

        foreach (var name in others.Concat(matching))
        {
            await transport.DeclareAsync(Shapes.Event(name), cancellationToken);
            await transport.SendAsync(Job(JobAddress.Event(name), name), cancellationToken);
        }

        await received.WaitForAsync(matching.Length, cancellationToken);
        await Broker.LullAsync(cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(matching));
        Assert.That(received.Jobs.Select(job => job.Delivery.RoutingKey), Is.EqualTo(matching));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_PatternOfAnyWords_GetsEveryEventBelowIt(CancellationToken cancellationToken)
    {
        string[] names = [Unique("a"), Unique("a.b"), Unique("a.b.c")];
        var queue = Unique("audit");
        var transport = await ConnectAsync(Shapes.PatternListener(queue, Unique("#")), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 10, received.Deliver, cancellationToken);

        foreach (var name in names)
        {
            await transport.DeclareAsync(Shapes.Event(name), cancellationToken);
            await transport.SendAsync(Job(JobAddress.Event(name), name), cancellationToken);
        }

        await received.WaitForAsync(names.Length, cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(names));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_EventThatTwoPatternsMatch_ReachesTheQueueOnce(CancellationToken cancellationToken)
    {
        var (queue, name) = (Unique("clock"), Unique("time.one-day.passed"));
        var transport = await ConnectAsync(
            Shapes.PatternListener(queue, Unique("time.#"), Unique("time.*.passed")), cancellationToken);
        await transport.DeclareAsync(Shapes.Listener(queue, name), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 10, received.Deliver, cancellationToken);

        await transport.SendAsync(Job(JobAddress.Event(name), "once"), cancellationToken);

        await received.WaitForAsync(1, cancellationToken);
        await Broker.LullAsync(cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(new[] { "once" }));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_Broadcast_ReachesEachProcess(CancellationToken cancellationToken)
    {
        var name = Unique("cache.invalidated");
        DeliveryCollector[] processes = [DeliveryCollector.Acking(), DeliveryCollector.Acking()];
        for (var i = 0; i < processes.Length; i++)
        {
            var queue = Unique($"process-{i}");
            var process = await ConnectAsync(Shapes.Broadcast(queue, name), cancellationToken);
            await process.ReceiveAsync(queue, 1, processes[i].Deliver, cancellationToken);
        }

        var publisher = await ConnectAsync(Shapes.Event(name), cancellationToken);
        await publisher.SendAsync(Job(JobAddress.Event(name), "all of you"), cancellationToken);

        foreach (var process in processes)
        {
            await process.WaitForAsync(1, cancellationToken);
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task RemoveUnusedAsync_EventThatNobodyListensTo_IsGoneUntilItIsDeclaredAgain(CancellationToken cancellationToken)
    {
        var name = Unique("one-shot.passed");
        var publisher = await ConnectAsync(Shapes.Event(name), cancellationToken);
        await publisher.SendAsync(Job(JobAddress.Event(name), "before"), cancellationToken);

        Assert.That(await publisher.RemoveUnusedAsync(name, cancellationToken), Is.True);
        Assert.That(await publisher.RemoveUnusedAsync(name, cancellationToken), Is.True, "What is not there is gone.");

        await Assert.ThatAsync(
            async () => await publisher.SendAsync(Job(JobAddress.Event(name), "{}"), cancellationToken),
            Throws.InstanceOf<PublishException>());
        var (byName, byPattern) = (DeliveryCollector.Acking(), DeliveryCollector.Acking());
        await ListenAsync("docker", name, byName, cancellationToken);
        await ListenToPatternsAsync(Unique("*.passed"), byPattern, cancellationToken);
        await publisher.DeclareAsync(Shapes.Event(name), cancellationToken);
        await publisher.SendAsync(Job(JobAddress.Event(name), "again"), cancellationToken);
        Assert.That((await byName.WaitForAsync(1, cancellationToken))[0].Text, Is.EqualTo("again"));
        Assert.That((await byPattern.WaitForAsync(1, cancellationToken))[0].Text, Is.EqualTo("again"));
    }

    [Test, CancelAfter(Bound)]
    public async Task RemoveUnusedAsync_EventThatSomebodyListensTo_StaysWithItsPatterns(CancellationToken cancellationToken)
    {
        var name = Unique("nightly.passed");
        var (byName, byPattern) = (DeliveryCollector.Acking(), DeliveryCollector.Acking());
        var publisher = await ConnectAsync(Shapes.Event(name), cancellationToken);
        await ListenAsync("docker", name, byName, cancellationToken);
        await ListenToPatternsAsync(Unique("*.passed"), byPattern, cancellationToken);

        Assert.That(await publisher.RemoveUnusedAsync(name, cancellationToken), Is.False);

        await publisher.SendAsync(Job(JobAddress.Event(name), "on"), cancellationToken);
        await byName.WaitForAsync(1, cancellationToken);
        await byPattern.WaitForAsync(1, cancellationToken);
        await Broker.LullAsync(cancellationToken);
        Assert.That(byName.Texts, Is.EqualTo(new[] { "on" }));
        Assert.That(byPattern.Texts, Is.EqualTo(new[] { "on" }));
    }

    private async Task ListenToPatternsAsync(string pattern, DeliveryCollector received, CancellationToken cancellationToken)
    {
        var queue = Unique("pattern-queue");
        var transport = await ConnectAsync(Shapes.PatternListener(queue, pattern), cancellationToken);
        await transport.ReceiveAsync(queue, 20, received.Deliver, cancellationToken);
    }

    private async Task<ITransport> ListenAsync(
        string service, string name, DeliveryCollector received, CancellationToken cancellationToken)
    {
        var queue = Unique($"{service}-queue");
        var transport = await ConnectAsync(Shapes.Listener(queue, name), cancellationToken);
        await transport.ReceiveAsync(queue, 20, received.Deliver, cancellationToken);
        return transport;
    }
}
