using Ponos.Tests.Support;

namespace Ponos.Soak;

/// <summary>One thing that goes wrong: what it is called, and how it is done and undone.</summary>
internal sealed record SoakFault(string Name, Func<SoakGround, SoakLoad, Random, Task> HappenAsync)
{
    /// <summary>What can happen to one node or a cluster of them.</summary>
    public static IReadOnlyList<SoakFault> All { get; } =
    [
        new("kill -9 of a node", KillAsync),
        new("a node frozen", FreezeAsync),
        new("stop_app, start_app", RestartAsync),
        new("close_all_connections", (ground, _, random) => Any(ground, random).CloseConnectionsAsync()),
        new("reset of every connection", (ground, _, _) => OnEveryWire(ground, wire => wire.Reset())),
        new("black hole", (ground, _, _) => OnEveryWire(ground, wire => wire.BlackHole())),
        new("flapping", FlapAsync),
        new(
            "task queue deleted",
            (ground, load, random) => load.WhileDrainedAsync(() => Any(ground, random).RabbitMqCtlAsync("delete_queue", load.TaskQueue))),
        new("memory alarm", (ground, _, random) => AlarmAsync(ground, random, "set_vm_memory_high_watermark", "0", "0.4")),
        new("disk alarm", (ground, _, random) => AlarmAsync(ground, random, "set_disk_free_limit", "900GB", "50MB")),
        new("a worker stopped and started", (_, load, _) => load.RestartWorkerAsync()),
    ];

    /// <summary>What can happen to a cluster only.</summary>
    public static IReadOnlyList<SoakFault> OfCluster { get; } =
    [
        new("a node isolated", IsolateAsync),
        new("two of three nodes killed", KillTwoAsync),
    ];

    private static async Task KillAsync(SoakGround ground, SoakLoad load, Random random)
    {
        var node = Any(ground, random);
        await node.KillAsync();
        await Task.Delay(Seconds(random, 0, 5));
        await node.StartAsync();
    }

    private static async Task KillTwoAsync(SoakGround ground, SoakLoad load, Random random)
    {
        var spared = Any(ground, random);
        var killed = ground.Nodes.Where(node => node != spared).ToArray();
        await Task.WhenAll(killed.Select(node => node.KillAsync()));
        await Task.Delay(Seconds(random, 5, 10));
        await Task.WhenAll(killed.Select(node => node.StartAsync()));
    }

    private static async Task FreezeAsync(SoakGround ground, SoakLoad load, Random random)
    {
        var node = Any(ground, random);
        node.Freeze();
        await Task.Delay(Seconds(random, 2, 15));
        node.Thaw();
    }

    private static async Task RestartAsync(SoakGround ground, SoakLoad load, Random random)
    {
        var node = Any(ground, random);
        await node.StopAppAsync();
        await node.StartAppAsync();
    }

    private static async Task FlapAsync(SoakGround ground, SoakLoad load, Random random)
    {
        await OnEveryWire(ground, wire => wire.ResetNew(() => TimeSpan.FromMilliseconds(50)));
        await OnEveryWire(ground, wire => wire.Reset());
        await Task.Delay(Seconds(random, 1, 4));
        await OnEveryWire(ground, wire => wire.ResetNew(null));
    }

    private static async Task AlarmAsync(SoakGround ground, Random random, string limit, string alarm, string normal)
    {
        var node = Any(ground, random);
        await node.RabbitMqCtlAsync(limit, alarm);
        await Task.Delay(Seconds(random, 1, 5));
        await node.RabbitMqCtlAsync(limit, normal);
    }

    private static async Task IsolateAsync(SoakGround ground, SoakLoad load, Random random)
    {
        var node = Any(ground, random);
        await ground.Cluster!.IsolateAsync(node);
        await Task.Delay(Seconds(random, 5, 20));
        await ground.Cluster.ReuniteAsync(node);
    }

    private static Task OnEveryWire(SoakGround ground, Action<TcpProxy> act)
    {
        foreach (var wire in ground.Wires)
        {
            act(wire);
        }

        return Task.CompletedTask;
    }

    private static RabbitBroker Any(SoakGround ground, Random random) => ground.Nodes[random.Next(ground.Nodes.Count)];

    private static TimeSpan Seconds(Random random, int from, int to) => TimeSpan.FromSeconds(from + ((to - from) * random.NextDouble()));
}
