using System.Globalization;
using Ponos.Tests.Support;

namespace Ponos.Soak;

/// <summary>The brokers, each behind a wire that can be cut.</summary>
internal sealed class SoakGround : IAsyncDisposable
{
    private readonly RabbitCluster? _cluster;

    private SoakGround(RabbitCluster? cluster, IReadOnlyList<RabbitBroker> nodes)
    {
        _cluster = cluster;
        Nodes = nodes;
        Wires = [.. nodes.Select(node => new TcpProxy(node.Port))];
    }

    public IReadOnlyList<RabbitBroker> Nodes { get; }

    public IReadOnlyList<TcpProxy> Wires { get; }

    public RabbitCluster? Cluster => _cluster;

    public string Uri
    {
        get
        {
            var hosts = Wires.Select(wire => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{wire.Port}"));
            return $"amqp://guest:guest@{string.Join(',', hosts)}/?heartbeat=3";
        }
    }

    public static async Task<SoakGround> StartAsync(bool isCluster)
    {
        if (isCluster)
        {
            var cluster = await RabbitCluster.StartAsync("soak");
            return new SoakGround(cluster, cluster.Nodes);
        }

        return new SoakGround(null, [await RabbitBroker.StartAsync("soak")]);
    }

    /// <summary>Completes when every node runs again, and sees the others.</summary>
    public async Task HealAsync()
    {
        if (_cluster is not null)
        {
            using var cap = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            await _cluster.HealAsync(cap.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var wire in Wires)
        {
            await wire.DisposeAsync();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
            return;
        }

        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }
    }
}
