using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Faults.Tests;

/// <summary>Faults 3 to 6: what happens to the nodes of a cluster. Each leaves the cluster whole.</summary>
internal sealed class ClusterFaults : FaultFixture
{
    private RabbitCluster _cluster = null!;

    [OneTimeSetUp]
    public async Task UseCluster() => _cluster = await Brokers.ClusterAsync();

    [TearDown]
    public async Task HealAsync()
    {
        using var cap = new CancellationTokenSource(Wait.Cap * 2);
        await _cluster.HealAsync(cap.Token);
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault03_LeaderKilled_AnotherTakesOver()
    {
        var worker = await StartWorkerAsync(_cluster.Uri);
        var load = await StartLoadAsync(worker);
        var leader = await _cluster.LeaderOfAsync(worker.TaskQueue);

        await leader.KillAsync();
        var recovery = await load.FlowsSinceAsync(Clock.Now);
        await leader.StartAsync();

        Report(3, recovery, await load.SettleAsync());
    }

    [Test, Category("Long"), CancelAfter(Bound)]
    public async Task Fault04_LeaderFrozen_AnotherTakesOver()
    {
        var worker = await StartWorkerAsync(_cluster.Uri);
        var load = await StartLoadAsync(worker);
        var leader = await _cluster.LeaderOfAsync(worker.TaskQueue);

        leader.Freeze();
        var thawing = ThawAsync(leader);
        var recovery = await load.FlowsSinceAsync(Clock.Now);
        await thawing;
        var afterThaw = await load.FlowsSinceAsync(Clock.Now);

        Report(4, recovery, $"after the thaw in {afterThaw.TotalSeconds:0.0} s; {await load.SettleAsync()}");

        static async Task ThawAsync(RabbitBroker node)
        {
            await Task.Delay(TimeSpan.FromSeconds(20));
            node.Thaw();
        }
    }

    [Test, Category("Long"), CancelAfter(Bound)]
    public async Task Fault05_MajorityLost_ComesBackWithItAndLeavesNoGhostConsumer()
    {
        var worker = await StartWorkerAsync(_cluster.Uri);
        var load = await StartLoadAsync(worker);
        var leader = await _cluster.LeaderOfAsync(worker.TaskQueue);
        var lost = new[] { leader, _cluster.Nodes.First(node => node != leader) };

        await Task.WhenAll(lost.Select(node => node.KillAsync()));
        await Task.Delay(TimeSpan.FromSeconds(10));
        await Task.WhenAll(lost.Select(node => node.StartAsync()));

        var recovery = await load.FlowsSinceAsync(Clock.Now);
        var tally = await load.SettleAsync();
        foreach (var queue in new[] { worker.TaskQueue, worker.EventQueue })
        {
            await Wait.UntilAsync(async () => await ConsumersAsync(queue) == 1, () => $"'{queue}' has not one consumer");
        }

        Report(5, recovery, tally);
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault06_LeaderIsolated_AnotherTakesOver()
    {
        var worker = await StartWorkerAsync(_cluster.Uri);
        var load = await StartLoadAsync(worker);
        var leader = await _cluster.LeaderOfAsync(worker.TaskQueue);

        TimeSpan recovery;
        await _cluster.IsolateAsync(leader);
        try
        {
            var isolated = Clock.Now;
            recovery = await load.FlowsSinceAsync(isolated);
            var left = TimeSpan.FromSeconds(20) - (Clock.Now - isolated);
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
        finally
        {
            await _cluster.ReuniteAsync(leader);
        }

        await load.FlowsSinceAsync(Clock.Now);

        Report(6, recovery, await load.SettleAsync());
    }

    /// <summary>What an orderly upgrade does to each node in its turn: clients are sent away, and queues are led elsewhere.</summary>
    [Test, CancelAfter(Bound)]
    public async Task Fault38_NodeDrainedForMaintenance_TheOthersTakeOver()
    {
        var worker = await StartWorkerAsync(_cluster.Uri);
        var load = await StartLoadAsync(worker);

        var worst = TimeSpan.Zero;
        foreach (var node in _cluster.Nodes)
        {
            await node.EvalAsync("rabbit_maintenance:drain().");
            var recovery = await load.FlowsSinceAsync(Clock.Now);
            worst = recovery > worst ? recovery : worst;
            await node.EvalAsync("rabbit_maintenance:revive().");
        }

        Report(38, worst, await load.SettleAsync());
    }

    /// <summary>A classic queue lives on one node. While that is away it is gone for everybody, and nobody's connection is lost.</summary>
    [Test, CancelAfter(Bound)]
    public async Task Fault29_NodeOfAClassicQueueRestarts_IsConsumedAgain()
    {
        var (home, other) = (_cluster.Nodes[2], _cluster.Nodes[0]);
        var setup = new WorkerSetup { Service = WorkerHost.NewService(), Options = options => options.QueueType = QueueType.Classic };
        // The queue is where it was declared.
        await using (await WorkerHost.StartAsync(home.Uri, setup))
        {
        }

        var worker = await StartWorkerAsync(other.Uri, setup);
        var confirmed = new List<string> { await PublishAsync("before") };
        _ = await home.RabbitMqCtlAsync("stop_app");
        await Wait.UntilAsync(
            () => worker.Log.ToString().Contains("A classic queue lives on one node", StringComparison.Ordinal),
            () => "what is away is not told");
        Assert.That(() => PublishAsync("meanwhile"), Throws.InstanceOf<PublishException>(), "Nobody has it, so it is not confirmed.");
        _ = await home.RabbitMqCtlAsync("start_app");
        var back = Clock.Now;
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    confirmed.Add(await PublishAsync($"after-{confirmed.Count}"));
                    return true;
                }
                catch (PublishException)
                {
                    return false;
                }
            },
            () => worker.Log.ToString());
        await Wait.UntilAsync(() => confirmed.TrueForAll(worker.Handled.Contains), () => worker.Log.ToString());

        Report(29, Clock.Now - back, $"{confirmed.Count} confirmed and handled");

        async Task<string> PublishAsync(string id)
        {
            await worker.Publisher.PublishTaskAsync(worker.Task, new { }, new PublishOptions { MessageId = id });
            return id;
        }
    }

    private async Task<int> ConsumersAsync(string queue)
    {
        var lines = await _cluster.Nodes[0].RabbitMqCtlAsync("list_queues", "name", "consumers");
        var fields = lines.Split('\n').Select(line => line.Split('\t')).First(fields => fields[0] == queue);
        return int.Parse(fields[1]);
    }
}
