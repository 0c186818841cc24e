using System.Text;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.Contract;

/// <summary>Who waits with a higher priority is handed out first, as far as the queue tells priorities apart.</summary>
internal abstract class PriorityContract<TBroker> : TransportContract<TBroker>
    where TBroker : IBrokerUnderTest, new()
{
    private const byte Low = 1, Normal = 4, High = 9;

    /// <summary>How many priorities the broker's quorum queues tell apart.</summary>
    protected abstract int PrioritiesOfQuorum { get; }

    [Test, CancelAfter(Bound)]
    public async Task Receive_QuorumQueueInWhichAllWait_HighBeforeNormalBeforeLow(CancellationToken cancellationToken)
    {
        var texts = await PassAsync(QueueType.Quorum, [], null, cancellationToken);

        Assert.That(texts, Is.EqualTo(PrioritiesOfQuorum switch
        {
            1 => new[] { "low 1", "normal 1", "high 1", "low 2", "normal 2", "high 2" },
            32 => ["high 1", "high 2", "normal 1", "normal 2", "low 1", "low 2"],
            // Two of the high ones for each of the others.
            _ => ["high 1", "high 2", "low 1", "normal 1", "low 2", "normal 2"],
        }));
    }

    [Test, CancelAfter(Bound)]
    public async Task Receive_ClassicQueueThatAsksForPriorities_HighBeforeNormalBeforeLow(CancellationToken cancellationToken)
    {
        var texts = await PassAsync(QueueType.Classic, [("x-max-priority", 9)], Normal, cancellationToken);

        Assert.That(texts, Is.EqualTo(new[] { "high 1", "high 2", "normal 1", "normal 2", "low 1", "low 2" }));
    }

    [Test, CancelAfter(Bound)]
    public async Task Receive_ClassicQueueThatDoesNotAsk_InOrderOfArrival(CancellationToken cancellationToken)
    {
        var texts = await PassAsync(QueueType.Classic, [], null, cancellationToken);

        Assert.That(texts, Is.EqualTo(new[] { "low 1", "normal 1", "high 1", "low 2", "normal 2", "high 2" }));
    }

    private async Task<string[]> PassAsync(QueueType type, (string, object)[] arguments, byte? unsaid, CancellationToken cancellationToken)
    {
        var queue = Unique("waiting");
        var transport = await ConnectAsync(Shapes.Queue(queue, type, arguments), cancellationToken);
        for (var number = 1; number <= 2; number++)
        {
            await transport.SendAsync(Job(queue, $"low {number}", Low), cancellationToken);
            await transport.SendAsync(Job(queue, $"normal {number}", number == 1 ? unsaid : Normal), cancellationToken);
            await transport.SendAsync(Job(queue, $"high {number}", High), cancellationToken);
        }

        while (await CountAsync(queue, cancellationToken) < 6)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }

        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);
        await received.WaitForAsync(6, cancellationToken);
        return [.. received.Texts];
    }

    [Test, CancelAfter(Bound)]
    public async Task Requeue_JobOfAPriority_IsFirstAmongItsOwn(CancellationToken cancellationToken)
    {
        var queue = Unique("returned");
        var transport = await ConnectAsync(Shapes.Queue(queue, QueueType.Classic, ("x-max-priority", 9)), cancellationToken);
        var held = DeliveryCollector.Holding();
        var receiver = await transport.ReceiveAsync(queue, 2, held.Deliver, cancellationToken);
        foreach (var text in new[] { "normal 1", "normal 2", "normal 3" })
        {
            await transport.SendAsync(Job(queue, text, Normal), cancellationToken);
        }

        await held.WaitForAsync(2, cancellationToken);
        await transport.SendAsync(Job(queue, "high", High), cancellationToken);
        await receiver.StopAsync(cancellationToken);
        foreach (var job in held.Jobs)
        {
            job.Delivery.Requeue();
        }

        while (await CountAsync(queue, cancellationToken) < 4)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }

        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync(queue, 1, received.Deliver, cancellationToken);
        await received.WaitForAsync(4, cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(new[] { "high", "normal 1", "normal 2", "normal 3" }));
    }

    protected static OutgoingJob Job(string queue, string text, byte? priority) =>
        Job(JobAddress.Queue(queue), Encoding.UTF8.GetBytes(text)) with
        {
            Properties = priority is null ? null : new MessageProperties { ContentType = MessageProperties.Json, Priority = priority },
        };
}
