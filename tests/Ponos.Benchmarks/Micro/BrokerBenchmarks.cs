using BenchmarkDotNet.Attributes;
using Ponos.Topology;
using Ponos.Transport;
using Ponos.Transport.InMemory;

namespace Ponos.Benchmarks.Micro;

/// <summary>The embedded broker alone: a job in, out and acknowledged.</summary>
public class BrokerBenchmarks
{
    private const int Jobs = 500;

    private readonly InMemoryTransport _transport = new(new InMemoryBroker(TimeProvider.System));
    private readonly SemaphoreSlim _handled = new(0);
    private int _count;

    private readonly OutgoingJob _job = new()
    {
        Address = JobAddress.Queue("q"),
        Name = "image.resize",
        Type = "image.resize",
        Body = new byte[200],
        MessageId = "0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11",
        AppId = "embedded",
        Timestamp = DateTimeOffset.UnixEpoch,
    };

    [GlobalSetup]
    public async Task SetUp()
    {
        await _transport.DeclareAsync(new TopologyShape([], [new QueueShape("q", QueueType.Quorum)], []), CancellationToken.None);
        await _transport.ReceiveAsync("q", 100, Deliver, CancellationToken.None);
    }

    [Benchmark(OperationsPerInvoke = Jobs)]
    public async Task SendReceiveAcknowledge()
    {
        for (var i = 0; i < Jobs; i++)
        {
            await _transport.SendAsync(_job, CancellationToken.None);
        }

        await _handled.WaitAsync();
    }

    [GlobalCleanup]
    public async Task CleanUp() => await _transport.DisposeAsync();

    private void Deliver(Ponos.Transport.Delivery delivery)
    {
        delivery.Ack();
        if (Interlocked.Increment(ref _count) % Jobs == 0)
        {
            _handled.Release();
        }
    }
}
