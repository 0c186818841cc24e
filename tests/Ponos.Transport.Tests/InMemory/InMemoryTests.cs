using System.Text;
using Microsoft.Extensions.Time.Testing;
using Ponos.Topology;
using Ponos.Transport.InMemory;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.InMemory;

/// <summary>What the tests of the embedded broker alone start from: a broker on a clock that stands still.</summary>
[TestFixture]
internal abstract class InMemoryTests
{
    protected const int Bound = 30_000;

    private readonly List<InMemoryTransport> _transports = [];

    protected FakeTimeProvider Clock { get; private set; } = null!;

    protected InMemoryBroker Broker { get; private set; } = null!;

    [SetUp]
    public void StartBroker()
    {
        Clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Broker = new InMemoryBroker(Clock);
    }

    [TearDown]
    public async Task EndBroker()
    {
        foreach (var transport in _transports)
        {
            await transport.DisposeAsync();
        }

        _transports.Clear();
        Broker.Dispose();
    }

    protected InMemoryTransport Connect()
    {
        var transport = new InMemoryTransport(Broker);
        _transports.Add(transport);
        return transport;
    }

    protected async Task<InMemoryTransport> ConnectAsync(params TopologyShape[] topologies)
    {
        var transport = Connect();
        foreach (var topology in topologies)
        {
            await transport.DeclareAsync(topology, CancellationToken.None);
        }

        return transport;
    }

    protected static ValueTask SendAsync(ITransport transport, JobAddress address, string text, TimeSpan delay = default) =>
        transport.SendAsync(
            new OutgoingJob
            {
                Address = address,
                Name = address.Name,
                Type = address.Name,
                Body = Encoding.UTF8.GetBytes(text),
                MessageId = text,
                AppId = "tests",
                Timestamp = DateTimeOffset.UnixEpoch,
                Delay = delay,
            },
            CancellationToken.None);

    protected static ValueTask SendAsync(ITransport transport, string queue, string text, TimeSpan delay = default) =>
        SendAsync(transport, JobAddress.Queue(queue), text, delay);

    protected async Task<DeliveryCollector> ReceiveAsync(ITransport transport, string queue, int prefetch = 10)
    {
        var received = DeliveryCollector.Acking(Clock);
        await transport.ReceiveAsync(queue, prefetch, received.Deliver, CancellationToken.None);
        return received;
    }

    /// <summary>Has a transport die with the first job of a queue in its hands.</summary>
    protected async Task<ReceivedJob> DieWithAsync(string queue, CancellationToken cancellationToken)
    {
        var dying = Connect();
        var held = DeliveryCollector.Holding();
        await dying.ReceiveAsync(queue, 1, held.Deliver, cancellationToken);
        var jobs = await held.WaitForAsync(1, cancellationToken);
        await dying.DisposeAsync();
        return jobs[0];
    }
}
