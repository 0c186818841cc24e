namespace Ponos.Tests.Support;

/// <summary>Three nodes that form a cluster, and what can be done to them.</summary>
internal sealed class RabbitCluster : IAsyncDisposable
{
    private const int LooksBeforeRestart = 5;

    private readonly RabbitBroker[] _nodes;

    private RabbitCluster(RabbitBroker[] nodes) => _nodes = nodes;

    public IReadOnlyList<RabbitBroker> Nodes => _nodes;

    /// <summary>All the nodes, in one URI.</summary>
    public string Uri => $"amqp://guest:guest@{string.Join(',', _nodes.Select(node => $"127.0.0.1:{node.Port}"))}/";

    public static async Task<RabbitCluster> StartAsync(string name)
    {
        var first = await RabbitBroker.StartAsync(name + "1");
        var others = await Task.WhenAll(RabbitBroker.StartAsync(name + "2", first), RabbitBroker.StartAsync(name + "3", first));
        foreach (var other in others)
        {
            // One after the other: two that join at once may wait for each other.
            await other.JoinAsync(first);
        }

        return new RabbitCluster([first, .. others]);
    }

    /// <summary>The node that leads a quorum queue.</summary>
    public async Task<RabbitBroker> LeaderOfAsync(string queue)
    {
        var answer = await _nodes[0].EvalAsync($"{{ok, Q}} = rabbit_amqqueue:lookup(rabbit_misc:r(<<\"/\">>, queue, "
                + $"<<\"{queue}\">>)), {{_, Node}} = amqqueue:get_pid(Q), Node.");
        return Array.Find(_nodes, node => answer.Contains(node.NodeName, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"No node leads '{queue}': {answer}");
    }

    /// <summary>Cuts a node off from the others; clients still reach it.</summary>
    public Task IsolateAsync(RabbitBroker node) => node.EvalAsync(
        $"Ps = [{Peers(node)}], [erlang:set_cookie(P, cut) || P <- Ps], [erlang:disconnect_node(P) || P <- Ps].");

    public Task ReuniteAsync(RabbitBroker node) => node.EvalAsync($"[erlang:set_cookie(P, erlang:get_cookie()) || P <- [{Peers(node)}]].");

    /// <summary>
    /// Completes when every node runs and sees the others. A node that stays apart is restarted, as an operator would: one
    /// that was frozen for long may come back so fast that it does not notice that it was given up.
    /// </summary>
    public async Task HealAsync(CancellationToken cancellationToken)
    {
        for (var look = 1; !await IsWholeAsync(); look++)
        {
            if (look % LooksBeforeRestart == 0)
            {
                foreach (var node in _nodes)
                {
                    await RestartIfApartAsync(node);
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Reverse())
        {
            await node.DisposeAsync();
        }
    }

    private async Task<bool> IsWholeAsync()
    {
        foreach (var node in _nodes)
        {
            try
            {
                var running = await node.EvalAsync("length(rabbit_nodes:all_running()).");
                if (running.Trim() != "3")
                {
                    return false;
                }
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }

        return true;
    }

    private static async Task RestartIfApartAsync(RabbitBroker node)
    {
        try
        {
            if ((await node.EvalAsync("rabbit_node_monitor:partitions().")).Trim() != "[]")
            {
                await node.StopAppAsync();
                await node.StartAppAsync();
            }
        }
        catch (InvalidOperationException)
        {
            // It is still starting, or pauses.
        }
    }

    private string Peers(RabbitBroker node) =>
        string.Join(", ", _nodes.Where(other => other != node).Select(other => $"'{other.NodeName}'"));
}
