using Ponos.Soak.Orders;

namespace Ponos.PostgreSql.Tests;

/// <summary>Two relays while everything is killed; <c>tests/Ponos.Soak -- keys</c> goes on for longer.</summary>
internal sealed class CrashTests
{
    [Test, Category("Long"), CancelAfter(600_000)]
    public async Task TwoRelays_KilledAtRandomWithTheirServers_KeepTheOrderOfEachKeyAndLoseNothing()
    {
        await using var ground = await OrderGround.StartAsync();
        await using var run = new KeyRun(
            new OrderOptions(Orders: 400, Kills: 10, BrokerKills: 1, DatabaseKills: 1, Processes: 2, Seed: 7),
            ground,
            TestContext.Progress.WriteLine);

        Assert.That(await run.RunAsync(), Is.Empty);
    }
}
