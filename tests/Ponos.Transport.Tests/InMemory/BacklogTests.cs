using System.Diagnostics;
using Ponos.Transport.InMemory;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.InMemory;

internal sealed class BacklogTests : InMemoryTests
{
    private static readonly byte[] Body = new byte[200];

    [Test, CancelAfter(60_000)]
    public async Task SendAsync_AMillionJobs_AreSmallAndComeOutInOrder(CancellationToken cancellationToken)
    {
        const int Count = 1_000_000;
        var transport = await ConnectAsync(Shapes.Queue("q"));
        var job = Job("q");
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < Count; i++)
        {
            await transport.SendAsync(job, cancellationToken);
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count;
        Assert.That(Broker.CountReady("q"), Is.EqualTo(Count));
        Assert.That(each, Is.LessThan(Body.Length + 200), "Bytes for each waiting job, with its body.");

        var left = Count;
        var last = -1L;
        var inOrder = true;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await transport.ReceiveAsync(
            "q",
            100,
            delivery =>
            {
                var sequence = ((InMemoryDelivery)delivery).Sequence;
                inOrder &= sequence == last + 1;
                last = sequence;
                delivery.Ack();
                if (--left == 0)
                {
                    done.SetResult();
                }
            },
            cancellationToken);
        await done.Task.WaitAsync(cancellationToken);

        Assert.That(inOrder, Is.True);
        Assert.That(Broker.CountReady("q"), Is.Zero);
    }

    /// <summary>Prints what a job costs. To be run by hand, in Release.</summary>
    [Test, Explicit("A measurement, not a test.")]
    public async Task Measure_SendReceiveAck_TimeAndBytes()
    {
        var transport = await ConnectAsync(Shapes.Queue("live"), Shapes.Queue("backlog"));
        for (var round = 0; round < 4; round++)
        {
            await MeasureAsync("receiver attached", transport, "live", backlog: false);
            await MeasureAsync("backlog first", transport, "backlog", backlog: true);
        }
    }

    private async Task MeasureAsync(string what, InMemoryTransport transport, string queue, bool backlog)
    {
        const int Count = 1_000_000;
        var job = Job(queue);
        var left = Count;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        IReceiver? receiver = backlog ? null : await AttachAsync();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Count; i++)
        {
            await transport.SendAsync(job, CancellationToken.None);
        }

        var sent = Stopwatch.GetElapsedTime(start);
        receiver ??= await AttachAsync();
        await done.Task;
        var all = Stopwatch.GetElapsedTime(start);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        await receiver.DisposeAsync();
        await TestContext.Out.WriteLineAsync(
            $"{what}: send {sent.TotalNanoseconds / Count:F0} ns, send+receive+ack {all.TotalNanoseconds / Count:F0} ns, "
            + $"{(double)allocated / Count:F0} B with a body of {Body.Length} B");

        Task<IReceiver> AttachAsync() => transport.ReceiveAsync(
            queue,
            100,
            delivery =>
            {
                delivery.Ack();
                if (--left == 0)
                {
                    done.SetResult();
                }
            },
            CancellationToken.None);
    }

    private static OutgoingJob Job(string queue) => new()
    {
        Address = JobAddress.Queue(queue),
        Name = "docker.images.cleanup",
        Type = "docker.images.cleanup",
        Body = Body,
        MessageId = "message",
        AppId = "docker",
        Timestamp = DateTimeOffset.UnixEpoch,
    };
}
