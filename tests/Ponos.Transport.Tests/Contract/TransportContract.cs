using System.Text;
using Ponos.Topology;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.Contract;

/// <summary>
/// What each suite of the contract starts from: a broker for the test, transports that end with it, and names that no
/// other test uses. A transport keeps the contract when it inherits every suite of this room with an empty body.
/// </summary>
[TestFixture]
internal abstract class TransportContract<TBroker>
    where TBroker : IBrokerUnderTest, new()
{
    /// <summary>No test takes longer, in milliseconds.</summary>
    protected const int Bound = 30_000;

    private readonly List<ITransport> _transports = [];
    private string _prefix = "";

    protected TBroker Broker { get; private set; } = default!;

    [SetUp]
    public void StartBroker()
    {
        _prefix = $"t{Guid.NewGuid():N}"[..11];
        Broker = new TBroker();
    }

    [TearDown]
    public async Task EndBroker()
    {
        foreach (var transport in _transports)
        {
            await transport.DisposeAsync();
        }

        _transports.Clear();
        await Broker.DisposeAsync();
    }

    /// <summary>A name that only this test uses.</summary>
    protected string Unique(string name) => $"{_prefix}.{name}";

    protected async Task<ITransport> ConnectAsync(CancellationToken cancellationToken)
    {
        var transport = await Broker.ConnectAsync(cancellationToken);
        _transports.Add(transport);
        return transport;
    }

    /// <summary>A transport that has declared a topology.</summary>
    protected async Task<ITransport> ConnectAsync(TopologyShape topology, CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(cancellationToken);
        await transport.DeclareAsync(topology, cancellationToken);
        return transport;
    }

    protected static OutgoingJob Job(JobAddress address, string text) => Job(address, Encoding.UTF8.GetBytes(text));

    protected static OutgoingJob Job(JobAddress address, ReadOnlyMemory<byte> body) => new()
    {
        Address = address,
        Name = address.Name,
        Type = address.Name,
        Body = body,
        MessageId = Guid.NewGuid().ToString("N"),
        AppId = "contract",
        Timestamp = TimeProvider.System.GetUtcNow(),
    };

    protected static async Task SendAsync(
        ITransport transport, JobAddress address, IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        foreach (var text in texts)
        {
            await transport.SendAsync(Job(address, text), cancellationToken);
        }
    }

    /// <summary>How many jobs are ready in a queue, seen by a connection of its own.</summary>
    protected async Task<long> CountAsync(string queue, CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(cancellationToken);
        var reader = await transport.ReadAsync(queue, cancellationToken);
        Assert.That(reader, Is.Not.Null, $"There is no queue '{queue}'.");
        await using (reader)
        {
            return reader!.Count;
        }
    }

    /// <summary>The texts 0 to <paramref name="count"/> - 1.</summary>
    protected static string[] Numbers(int count, int from = 0) =>
        [.. Enumerable.Range(from, count).Select(number => number.ToString())];
}
