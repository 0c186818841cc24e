using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.Contract;

/// <summary>Declaring: again and again, never destroying.</summary>
internal abstract class DeclaringContract<TBroker> : TransportContract<TBroker>
    where TBroker : IBrokerUnderTest, new()
{
    [Test, CancelAfter(Bound)]
    public async Task DeclareAsync_Twice_IsFine(CancellationToken cancellationToken)
    {
        var shape = Shapes.Listener(Unique("listener"), Unique("thing.happened"));
        var first = await ConnectAsync(shape, cancellationToken);
        var second = await ConnectAsync(shape, cancellationToken);

        await Assert.ThatAsync(async () => await first.DeclareAsync(shape, cancellationToken), Throws.Nothing);
        await Assert.ThatAsync(async () => await second.DeclareAsync(shape, cancellationToken), Throws.Nothing);
    }

    [Test, CancelAfter(Bound)]
    public async Task DeclareAsync_Twice_KeepsWhatIsInTheQueue(CancellationToken cancellationToken)
    {
        var queue = Unique("kept");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        await transport.SendAsync(Job(JobAddress.Queue(queue), "kept"), cancellationToken);

        await transport.DeclareAsync(Shapes.Queue(queue), cancellationToken);

        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);
        await received.WaitForAsync(1, cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(new[] { "kept" }));
    }

    [Test, CancelAfter(Bound)]
    public async Task DeclareAsync_OtherArgument_NamesQueueArgumentBothValuesAndRemedy(CancellationToken cancellationToken)
    {
        var queue = Unique("limited");
        await ConnectAsync(Shapes.Queue(queue, ("x-max-length", 71)), cancellationToken);
        var other = await ConnectAsync(cancellationToken);

        var mismatch = await Assert.ThrowsAsync<TopologyMismatchException>(
            () => other.DeclareAsync(Shapes.Queue(queue, ("x-max-length", 72)), cancellationToken));

        Assert.That(mismatch!.Resource, Is.EqualTo(queue));
        Assert.That(mismatch.Message, Does.Contain(queue).And.Contain("x-max-length").And.Contain("71").And.Contain("72"));
        Assert.That(mismatch.Message, Does.Contain("delete").IgnoreCase, "The remedy.");
    }

    [Test, CancelAfter(Bound)]
    public async Task DeclareAsync_OtherQueueType_NamesTheQueue(CancellationToken cancellationToken)
    {
        var queue = Unique("typed");
        await ConnectAsync(Shapes.Queue(queue, QueueType.Classic), cancellationToken);
        var other = await ConnectAsync(cancellationToken);

        var mismatch = await Assert.ThrowsAsync<TopologyMismatchException>(
            () => other.DeclareAsync(Shapes.Queue(queue, QueueType.Quorum), cancellationToken));

        Assert.That(mismatch!.Resource, Is.EqualTo(queue));
        Assert.That(mismatch.Message, Does.Contain("quorum").And.Contain("classic"));
    }

    [Test, CancelAfter(Bound)]
    public async Task DeclareAsync_Mismatch_LeavesTheQueueAndTheTransportIntact(CancellationToken cancellationToken)
    {
        var queue = Unique("intact");
        var transport = await ConnectAsync(Shapes.Queue(queue, ("x-max-length", 71)), cancellationToken);
        var other = await ConnectAsync(cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);

        await Assert.ThrowsAsync<TopologyMismatchException>(
            () => other.DeclareAsync(Shapes.Queue(queue, ("x-max-length", 72)), cancellationToken));
        await SendAsync(transport, JobAddress.Queue(queue), ["from the one"], cancellationToken);
        await SendAsync(other, JobAddress.Queue(queue), ["from the other"], cancellationToken);

        await received.WaitForAsync(2, cancellationToken);
        Assert.That(received.Texts, Is.EquivalentTo(new[] { "from the one", "from the other" }));
    }

    [Test, CancelAfter(Bound)]
    public async Task DisposeAsync_TransientQueue_IsGoneWithItsTransport(CancellationToken cancellationToken)
    {
        var (queue, name) = (Unique("process-1"), Unique("thing.happened"));
        var owner = await ConnectAsync(Shapes.Broadcast(queue, name), cancellationToken);
        var other = await ConnectAsync(Shapes.Event(name), cancellationToken);

        await owner.DisposeAsync();

        // A broker may answer the close before it has removed the queue.
        while (await other.ReadAsync(queue, cancellationToken) is { } reader)
        {
            await reader.DisposeAsync();
            await Broker.LullAsync(cancellationToken);
        }

        await Assert.ThatAsync(async () => await other.SendAsync(Job(JobAddress.Event(name), "nobody"), cancellationToken), Throws.Nothing);
    }
}
