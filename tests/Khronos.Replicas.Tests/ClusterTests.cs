using System.Text.Json;
using Khronos.Replicas.Tests.Support;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Khronos.Replicas.Tests;

/// <summary>Two replicas on a cluster of three nodes under ticks every 50 ms, of which nodes are killed.</summary>
[Category("Long")]
internal sealed class ClusterTests : ReplicaFixture
{
    private const string Lease = "khronos.lease";
    private const string Slow = "each-twenty-seconds";

    private readonly StatusClient _status = new();
    private RabbitCluster _cluster = null!;

    protected override int Speed => 20;

    protected override string[] Others => [Slow];

    protected override (string Name, string Value)[] Orders => [StatusClient.Order];

    [OneTimeTearDown]
    public void EndClient() => _status.Dispose();

    [Test, CancelAfter(600_000)]
    public async Task NodeKilled_LeaseLeadersAndThatOfTheHolder_NoTickIsMissedOrHandledTwice(CancellationToken cancellationToken)
    {
        await AssertReplicatedAsync();
        await WriteDownAsync();
        var gaps = new List<TimeSpan>();
        foreach (var find in new[] { () => _cluster.LeaderOfAsync(Lease), HoldersNodeAsync })
        {
            await Replicas.CompleteAsync();
            gaps.Add(await KillAsync(await find(), cancellationToken));
        }

        await AssertEveryTickAsync("the node killed that leads the lease's queue, and the one to which its holder is connected", gaps);
    }

    [Test, CancelAfter(1_200_000), Explicit("Thirty kills take some ten minutes. docs/reliability.md has what they gave.")]
    public async Task Measure_EachNodeKilledTenTimes_NoTickIsMissedOrHandledTwice(CancellationToken cancellationToken)
    {
        await AssertReplicatedAsync();
        await WriteDownAsync();
        var gaps = new List<TimeSpan>();
        for (var kill = 0; kill < 30; kill++)
        {
            await Replicas.CompleteAsync();
            gaps.Add(await KillAsync(_cluster.Nodes[kill % 3], cancellationToken));
            Report($"kill {kill + 1}: the next tick after {gaps[^1].TotalMilliseconds:0} ms");
            if (gaps[^1] > TimeSpan.FromSeconds(3))
            {
                Report(
                    string.Join("\n----\n", Replicas.Alive.Select(replica => string.Join("\n", replica.Output.Split('\n').TakeLast(40)))));
            }
        }

        var provisional = Replicas.Alive.Sum(replica => replica.Output.Split("begins to lead provisionally").Length - 1);
        await AssertEveryTickAsync($"each node of three killed in turn, ten times; {provisional} terms began provisionally", gaps);
    }

    /// <summary>
    /// Each of its ticks is fired by itself, so that one becomes due while nobody can prove the lease. Of the schedule whose every
    /// tick is wanted one may be on its way all that time, with the others behind it.
    /// </summary>
    [TestCase(true), TestCase(false), CancelAfter(600_000)]
    public async Task MajorityKilled_PublishesNothingSaysSoAndGoesOnWhenItIsBack(
        bool isHoldersNodeLeft, CancellationToken cancellationToken)
    {
        await PutAsync(Slow, "20s");
        await TickAfterAsync(Now, Slow);
        await WriteDownAsync();
        var holders = await HoldersNodeAsync();
        var left = isHoldersNodeLeft ? holders : _cluster.Nodes.First(node => node != holders);
        var lost = _cluster.Nodes.Where(node => node != left).ToArray();
        await using var watch = await NodeWatch.StartAsync(left, Schedule, Slow);
        await Wait.UntilAsync(
            () => watch.Ticks.Select(tick => tick.Name).Distinct().Count() == 2, () => "the node that is left hears nothing");

        var killed = Now;
        await Task.WhenAll(lost.Select(node => node.KillAsync()));
        var roles = await Task.WhenAll(Replicas.Alive.Select(replica => _status.WhenAsync(replica, IsIdle)));
        var idle = Now;
        Report(
            $"without a majority after {(idle - killed).TotalSeconds:0.0} s: "
            + $"{string.Join("; ", roles.Select(role => $"{StatusClient.Text(role, "role")}, {StatusClient.Text(role, "trouble")}"))}");
        // Many ticks become due meanwhile.
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        _ = await Task.WhenAll(Replicas.Alive.Select(replica => _status.WhenAsync(replica, IsIdle)));
        // One that was fired before may be handed over late; whoever fires now cannot know that it leads.
        Assert.That(watch.Ticks.Where(tick => FiredAt(tick) > idle), Is.Empty, "Nothing was published without a majority.");

        var started = Now;
        await Task.WhenAll(lost.Select(node => node.StartAsync()));
        var back = await TickHeardAfterAsync(started);
        await _cluster.HealAsync(cancellationToken);
        await Replicas.CompleteAsync();
        await AssertEveryTickAsync(
            $"no majority for {(started - killed).TotalSeconds:0} s, and {(back - started).TotalSeconds:0.0} s from the nodes' start",
            [back - killed]);
    }

    /// <summary>Kills a node and has it come back.</summary>
    /// <returns>The longest time without a tick meanwhile.</returns>
    private async Task<TimeSpan> KillAsync(RabbitBroker node, CancellationToken cancellationToken)
    {
        var killed = Now;
        await node.KillAsync();
        // One that was fired when the node was gone for good.
        await TickHeardAfterAsync(Now);
        await node.StartAsync();
        await _cluster.HealAsync(cancellationToken);
        return LongestSilenceSince(killed);
    }

    protected override async Task<string> StartBrokerAsync()
    {
        _cluster = await RabbitCluster.StartAsync("khronos");
        return _cluster.Uri;
    }

    protected override ValueTask StopBrokerAsync() => _cluster.DisposeAsync();

    /// <summary>Leads no more, or has no proof that it does; and says so.</summary>
    private static bool IsIdle(JsonElement status) => StatusClient.Text(status, "role") switch
    {
        "behind" => true,
        "standing by" => StatusClient.Text(status, "trouble") is not null,
        _ => false,
    };

    /// <summary>The node to which the leading Khronos has its lease's connection.</summary>
    private async Task<RabbitBroker> HoldersNodeAsync()
    {
        var consumers = await _cluster.Nodes[0].RabbitMqCtlAsync("list_consumers", "queue_name", "channel_pid", "active");
        var active = consumers.Split('\n').Select(line => line.Split('\t')).Single(fields => fields[0] == Lease && fields[2] == "true");
        return _cluster.Nodes.Single(node => active[1].Contains(node.NodeName, StringComparison.Ordinal));
    }

    /// <summary>
    /// Has the nodes write down at once what they know of their streams: RabbitMQ 3.10 takes some seconds, and a node that
    /// is killed earlier has forgotten them.
    /// </summary>
    private async Task WriteDownAsync()
    {
        foreach (var node in _cluster.Nodes)
        {
            _ = await node.EvalAsync("[dets:sync(Table) || Table <- dets:all()].");
        }
    }

    /// <summary>What the test is about is on each node.</summary>
    private async Task AssertReplicatedAsync()
    {
        var queues = (await _cluster.Nodes[0].RabbitMqCtlAsync("list_queues", "name", "type", "members"))
            .Split('\n')
            .Select(line => line.Split('\t'))
            .ToArray();
        foreach (var (name, type) in new[]
        {
            (Lease, "quorum"),
            ("khronos.schedules", "stream"),
            ($"watcher.{TimeEvents.Of(Schedule)}", "quorum"),
        })
        {
            var queue = queues.Single(fields => fields[0] == name);
            Assert.That((queue[1], queue[2].Split(',').Length), Is.EqualTo((type, 3)), name);
        }
    }
}
