using Ponos.PostgreSql.Tests.Support;

namespace Ponos.PostgreSql.Tests;

/// <summary>The order in which jobs leave, with one relay on a broker.</summary>
internal sealed class OrderTests : OutboxFixture
{
    [Test]
    public async Task Publish_ManyInOneTransaction_ArriveInTheirOrderWhateverTheirKeys()
    {
        var service = await StartAsync();
        var sent = Enumerable.Range(0, 60).Select(i => $"{i}").ToArray();

        await Database.CommitAsync(async transaction =>
        {
            foreach (var order in sent)
            {
                await transaction.PublishAsync(
                    service.Publisher,
                    new Charge(order),
                    new PublishOptions { OrderKey = (order.Length % 2 == 0) ? $"k-{order[0]}" : null });
            }
        });
        await Arrived.CountAsync(sent.Length);

        Assert.That(Arrived.Texts, Is.EqualTo(sent));
    }

    [Test]
    public async Task Publish_SameKeyInTwoTransactions_TheSecondWaitsForTheFirstAndFollowsIt()
    {
        var service = await StartAsync();
        await using var connection = await Database.Source.OpenConnectionAsync();
        await using var first = await connection.BeginTransactionAsync();

        await first.PublishAsync(service.Publisher, new Charge("first"), Keyed("order-7"));
        var second = Database.CommitAsync(
            transaction => transaction.PublishAsync(service.Publisher, new Charge("second"), Keyed("order-7")));
        await Wait.UntilAsync(
            async () => await Database.ScalarAsync<long>("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 1,
            () => "the second transaction to wait");
        Assert.That(second.IsCompleted, Is.False);
        await first.CommitAsync();
        await second;
        await Arrived.CountAsync(2);

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "first", "second" }));
    }

    [Test]
    public async Task Publish_OtherKeyThatCommitsEarlier_DoesNotWait()
    {
        var service = await StartAsync();
        await using var connection = await Database.Source.OpenConnectionAsync();
        await using var slow = await connection.BeginTransactionAsync();
        await slow.PublishAsync(service.Publisher, new Charge("slow"), Keyed("a"));

        await Database.CommitAsync(transaction => transaction.PublishAsync(service.Publisher, new Charge("quick"), Keyed("b")));
        await Arrived.CountAsync(1);
        await slow.CommitAsync();
        await Arrived.CountAsync(2);

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "quick", "slow" }));
    }
}
