using System.Text;
using Ponos.Tests.Support;
using Ponos.Topology;
using Ponos.Transport.RabbitMq;

namespace Ponos.Transport.Tests;

/// <summary>What the tests of the RabbitMQ adapter's own behaviour start from.</summary>
internal abstract class RabbitFixture
{
    /// <summary>No test takes longer, in milliseconds.</summary>
    protected const int Bound = 60_000;

    private readonly List<RabbitTransport> _transports = [];
    private string _prefix = "";

    protected RabbitBroker Broker { get; private set; } = null!;

    [SetUp]
    public async Task UseBroker()
    {
        _prefix = $"r{Guid.NewGuid():N}"[..11];
        Broker = await RabbitNode.GetAsync();
    }

    [TearDown]
    public async Task EndTransports()
    {
        foreach (var transport in _transports)
        {
            await transport.DisposeAsync();
        }

        _transports.Clear();
    }

    protected string Unique(string name) => $"{_prefix}.{name}";

    protected RabbitTransport Connect(string? uri = null) => Connect(RabbitUri.Parse(uri ?? Broker.Uri));

    protected RabbitTransport Connect(RabbitTransportOptions options)
    {
        var transport = new RabbitTransport(options);
        _transports.Add(transport);
        return transport;
    }

    protected async Task<RabbitTransport> ConnectAsync(TopologyShape shape, CancellationToken cancellationToken)
    {
        var transport = Connect();
        await transport.DeclareAsync(shape, cancellationToken);
        return transport;
    }

    internal static OutgoingJob Job(JobAddress address, string text) => new()
    {
        Address = address,
        Name = address.Name,
        Type = address.Name,
        Body = Encoding.UTF8.GetBytes(text),
        MessageId = text,
        AppId = "rabbit",
        Timestamp = TimeProvider.System.GetUtcNow(),
    };

    protected static Task EventuallyAsync(Func<bool> condition, TimeSpan within, string what) =>
        EventuallyAsync(condition, within, () => what);

    protected static async Task EventuallyAsync(Func<bool> condition, TimeSpan within, Func<string> what)
    {
        var since = System.Diagnostics.Stopwatch.StartNew();
        while (!condition())
        {
            Assert.That(since.Elapsed, Is.LessThan(within), what);
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
