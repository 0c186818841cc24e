using Khronos.Replication;
using Ponos.Topology;
using Ponos.Transport;
using Ponos.Transport.InMemory;

namespace Khronos.Tests.Replication;

public sealed class LeaderTransportTests
{
    private const string Queue = "khronos.schedule.put";

    private readonly LeaderGate _gate = new();
    private InMemoryBroker _broker = null!;
    private LeaderTransport _transport = null!;

    [SetUp]
    public async Task SetUp()
    {
        _broker = new InMemoryBroker(TimeProvider.System);
        _transport = new LeaderTransport(new InMemoryTransport(_broker), _gate);
        await _transport.DeclareAsync(new TopologyShape([], [new QueueShape(Queue, Ponos.QueueType.Quorum)], []), default);
    }

    [TearDown]
    public async Task TearDown() => await _transport.DisposeAsync();

    [Test, CancelAfter(30_000)]
    public async Task Receive_WhileAnotherLeads_LeavesJobsInTheQueue(CancellationToken cancellationToken)
    {
        var came = System.Threading.Channels.Channel.CreateUnbounded<Delivery>();
        await using var receiver = await _transport.ReceiveAsync(Queue, 10, delivery => came.Writer.TryWrite(delivery), cancellationToken);
        await SendAsync("first");
        Assert.That(await ReadyAsync(), Is.EqualTo(1));

        _gate.Open();
        var first = await came.Reader.ReadAsync(cancellationToken);
        Assert.That(first.MessageId, Is.EqualTo("first"));
        _gate.Close();
        // Handed out before the gate closed: it can be given back afterwards, and another replica has it.
        first.Requeue();
        await SendAsync("second");
        while (await ReadyAsync() < 2)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            while (came.Reader.TryRead(out var late))
            {
                late.Requeue();
            }
        }

        _gate.Open();
        var again = new[] { await came.Reader.ReadAsync(cancellationToken), await came.Reader.ReadAsync(cancellationToken) };
        Assert.That(again.Select(delivery => delivery.MessageId), Is.EquivalentTo(["first", "second"]));
        foreach (var delivery in again)
        {
            delivery.Ack();
        }
    }

    [Test, CancelAfter(30_000)]
    public async Task Stop_WhileAnotherLeads_Ends(CancellationToken cancellationToken)
    {
        var receiver = await _transport.ReceiveAsync(Queue, 10, delivery => delivery.Ack(), cancellationToken);
        await receiver.StopAsync(cancellationToken);
        _gate.Open();
        await SendAsync("job");
        Assert.That(await ReadyAsync(), Is.EqualTo(1));
        await receiver.DisposeAsync();
    }

    private async Task SendAsync(string id) => await _transport.SendAsync(
        new OutgoingJob
        {
            Address = JobAddress.Queue(Queue),
            Name = Queue,
            Type = Queue,
            Body = "{}"u8.ToArray(),
            MessageId = id,
            AppId = "me",
            Timestamp = DateTimeOffset.UnixEpoch,
        },
        default);

    private async Task<long> ReadyAsync()
    {
        await using var reader = (await _transport.ReadAsync(Queue, default))!;
        return reader.Count;
    }
}
