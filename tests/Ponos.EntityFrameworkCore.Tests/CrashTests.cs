using Ponos.Soak.Orders;

namespace Ponos.EntityFrameworkCore.Tests;

/// <summary>The shop of the examples while everything of it is killed; <c>tests/Ponos.Soak -- orders</c> goes on for longer.</summary>
internal sealed class CrashTests
{
    [Test, Category("Long"), CancelAfter(600_000)]
    public async Task Shop_KilledAtRandomWithItsServers_ChargesAndMailsEachOrderOnce()
    {
        await using var ground = await OrderGround.StartAsync();
        var run = new ShopRun(
            new OrderOptions(Orders: 60, Kills: 6, BrokerKills: 1, DatabaseKills: 1, Seed: 7), ground, TestContext.Progress.WriteLine);

        var books = await run.RunAsync();

        Assert.That(books.IsInOrder, $"{books}\n{run.Printed}");
    }
}
