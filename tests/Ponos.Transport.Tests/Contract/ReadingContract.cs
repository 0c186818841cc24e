using System.Text;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.Contract;

/// <summary>Reading a queue as a person does who looks through dead jobs.</summary>
internal abstract class ReadingContract<TBroker> : TransportContract<TBroker>
    where TBroker : IBrokerUnderTest, new()
{
    [Test, CancelAfter(Bound)]
    public async Task ReadAsync_NoSuchQueue_IsNullAndTheTransportWorksOn(CancellationToken cancellationToken)
    {
        var queue = Unique("present");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);

        Assert.That(await transport.ReadAsync(Unique("absent"), cancellationToken), Is.Null);

        await transport.SendAsync(Job(JobAddress.Queue(queue), "{}"), cancellationToken);
        Assert.That(await CountAsync(queue, cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(Bound)]
    public async Task ReadAsync_EmptyQueue_CountsNothingAndGetsNothing(CancellationToken cancellationToken)
    {
        var queue = Unique("empty");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);

        await using var reader = await transport.ReadAsync(queue, cancellationToken);

        Assert.That(reader!.Count, Is.Zero);
        Assert.That(await reader.GetAsync(cancellationToken), Is.Null);
    }

    [Test, CancelAfter(Bound)]
    public async Task GetAsync_UntilTheEnd_GivesJobsInOrder(CancellationToken cancellationToken)
    {
        var queue = Unique("dead");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        await SendAsync(transport, JobAddress.Queue(queue), Numbers(5), cancellationToken);
        await using var reader = await transport.ReadAsync(queue, cancellationToken);
        Assert.That(reader!.Count, Is.EqualTo(5));

        List<string> texts = [];
        while (await reader.GetAsync(cancellationToken) is { } delivery)
        {
            texts.Add(Encoding.UTF8.GetString(delivery.Body.Span));
            Assert.That(delivery.Queue, Is.EqualTo(queue));
        }

        Assert.That(texts, Is.EqualTo(Numbers(5)));
    }

    [Test, CancelAfter(Bound)]
    public async Task DisposeAsync_Reader_PutsBackWhatWasNotSettled(CancellationToken cancellationToken)
    {
        var queue = Unique("browsed");
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        await SendAsync(transport, JobAddress.Queue(queue), Numbers(4), cancellationToken);
        var reader = (await transport.ReadAsync(queue, cancellationToken))!;
        _ = await reader.GetAsync(cancellationToken);
        (await reader.GetAsync(cancellationToken))!.Ack(immediate: true);
        _ = await reader.GetAsync(cancellationToken);

        await reader.DisposeAsync();

        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 10, received.Deliver, cancellationToken);
        await received.WaitForAsync(3, cancellationToken);
        await Broker.LullAsync(cancellationToken);
        Assert.That(received.Texts, Is.EquivalentTo(new[] { "0", "2", "3" }));
    }
}
