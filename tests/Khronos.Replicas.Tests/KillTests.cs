using Khronos.Replicas.Tests.Support;

namespace Khronos.Replicas.Tests;

/// <summary>Two replicas under ticks every 20 ms, of which the leader is killed again and again; and so is the broker.</summary>
[Category("Long")]
internal sealed class KillTests : ReplicaFixture
{
    private const int LeaderKills = 40;
    private const int BrokerKills = 8;

    protected override int Speed => 50;

    [Test, CancelAfter(300_000)]
    public async Task LeaderKilled_FortyTimes_NoTickIsMissedOrHandledTwiceAndNoPutIsLost()
    {
        var takeovers = new List<TimeSpan>();
        for (var kill = 0; kill < LeaderKills; kill++)
        {
            await Replicas.CompleteAsync();
            var leader = await Replicas.LeaderAsync();
            // Confirmed, and maybe on its way through the leader just now.
            await PutAsync(NameOf(kill));
            var killed = Now;
            await Replicas.KillAsync(leader);
            takeovers.Add(await TickAfterAsync(killed) - killed);
            Replicas.Start();
        }

        await AssertEveryTickAsync($"{LeaderKills} leaders killed", takeovers);
        var names = await KeptAsync();
        Assert.That(
            Enumerable.Range(0, LeaderKills).Select(NameOf).Except(names), Is.Empty, "No schedule is lost whose task was confirmed.");
    }

    [Test, CancelAfter(300_000)]
    public async Task BrokerKilled_EightTimes_NoTickIsMissedOrHandledTwice()
    {
        // RabbitMQ 3.10 forgets a stream that is younger than a few seconds when it is killed. An orderly restart writes it down.
        await Broker.StopAppAsync();
        await Broker.StartAppAsync();
        await TickAfterAsync(Now);
        var outages = new List<TimeSpan>();
        for (var kill = 0; kill < BrokerKills; kill++)
        {
            var killed = Now;
            await Broker.KillAsync();
            await Broker.StartAsync();
            var back = Now;
            outages.Add(await TickAfterAsync(back) - killed);
            // The next one hits a standing pair.
            await Replicas.CompleteAsync();
        }

        await AssertEveryTickAsync($"{BrokerKills} brokers killed", outages);
    }

    private static string NameOf(int kill) => $"put-{kill}";

    /// <summary>The schedules that are left when every replica is gone and every task is done.</summary>
    private async Task<IReadOnlyList<string>> KeptAsync()
    {
        await TickAfterAsync(Now);
        await Replicas.KillAllAsync();
        await using var own = new OwnLease(Broker.Uri);
        return [.. (await own.LeadAsync()).Documents.Select(document => document.Name)];
    }
}
