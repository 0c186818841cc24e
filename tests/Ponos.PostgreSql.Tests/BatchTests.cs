using Npgsql;
using Ponos.PostgreSql.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.PostgreSql.Tests;

/// <summary>Jobs that travel to the database with a batch's other statements.</summary>
internal sealed class BatchTests : OutboxFixture
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task PublishAsync_ExecutedAndCommitted_GoesWithWhatTheBatchWrites(bool isPrepared)
    {
        await Database.ExecuteAsync("CREATE TABLE orders (number text)");
        var service = await StartAsync(Seldom);
        await using var connection = await Database.Source.OpenConnectionAsync();

        for (var i = 0; i < 3; i++)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var batch = Batch(connection, transaction, $"{i}");
            await batch.PublishAsync(service.Publisher, new Charge($"{i} a"));
            await batch.PublishAsync(service.Publisher, new Charge($"{i} b"), Keyed("k"));
            await batch.PublishTaskAsync(service.Publisher, ChargeTask, new { order = $"{i} c" });
            if (isPrepared)
            {
                await batch.PrepareAsync();
            }

            Assert.That(await batch.ExecuteNonQueryAsync(), Is.EqualTo(4), "an order and three jobs");
            await transaction.CommitAsync();
            await Arrived.CountAsync((i + 1) * 3);
        }

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "0 a", "0 b", "0 c", "1 a", "1 b", "1 c", "2 a", "2 b", "2 c" }));
        Assert.That(await Database.ScalarAsync<long>("SELECT count(*) FROM orders"), Is.EqualTo(3));
    }

    [Test]
    public async Task PublishAsync_NotExecutedOrRolledBack_LeavesNothing()
    {
        var service = await StartAsync();

        await Database.CommitAsync(async transaction =>
        {
            await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
            await batch.PublishAsync(service.Publisher, new Charge("not executed"));
        });
        await using (var connection = await Database.Source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            await batch.PublishAsync(service.Publisher, new Charge("rolled back"));
            await batch.ExecuteNonQueryAsync();
            await transaction.RollbackAsync();
        }

        await Database.CommitAsync(transaction => transaction.PublishAsync(service.Publisher, new Charge("committed")));
        await Arrived.CountAsync(1);
        await Wait.UntilAsync(async () => await Database.WaitingAsync() == 0, () => "an empty outbox");

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "committed" }));
    }

    [Test]
    public async Task PublishAsync_BreaksItsContract_ThrowsNowAndLeavesTheBatchAsItIs()
    {
        var service = await StartAsync();
        await using var connection = await Database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);

        await Assert.ThrowsAsync<InvalidJobException>(() => batch.PublishAsync(service.Publisher, new Charge(new string('x', 21))));
        await Assert.ThrowsAsync<UndeclaredJobException>(() => batch.PublishEventAsync(service.Publisher, "nobody.knows", new { }));

        Assert.That(batch.BatchCommands, Is.Empty);
    }

    [Test]
    public async Task PublishAsync_BatchWithoutATransactionThatRuns_IsRefusedWithTheRemedy()
    {
        var service = await StartAsync();
        await using var connection = await Database.Source.OpenConnectionAsync();
        await using var without = new NpgsqlBatch(connection);
        var transaction = await connection.BeginTransactionAsync();
        await using var ended = new NpgsqlBatch(connection, transaction);
        await transaction.DisposeAsync();

        var refused = (await Assert.ThrowsAsync<InvalidOperationException>(
            () => without.PublishAsync(service.Publisher, new Charge("1"))))!;
        Assert.That(refused.Message, Does.Contain($"'{ChargeTask}'").And.Contain("new NpgsqlBatch(connection, transaction)"));
        refused = (await Assert.ThrowsAsync<InvalidOperationException>(() => ended.PublishAsync(service.Publisher, new Charge("1"))))!;
        Assert.That(refused.Message, Does.Contain("has ended"));
        Assert.That(without.BatchCommands.Count + ended.BatchCommands.Count, Is.Zero);
    }

    [Test]
    public async Task Commit_InAProcessWithoutRelay_WakesTheRelayOfAnother()
    {
        _ = await StartAsync(Seldom);
        var publishing = await StartAsync(options => options.Relay = false);

        await Database.CommitAsync(async transaction =>
        {
            await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
            await batch.PublishAsync(publishing.Publisher, new Charge("1"));
            await batch.ExecuteNonQueryAsync();
        });

        await Arrived.CountAsync(1);
        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "1" }));
    }

    private static NpgsqlBatch Batch(NpgsqlConnection connection, NpgsqlTransaction transaction, string number) =>
        new(connection, transaction)
        {
            BatchCommands = { new NpgsqlBatchCommand("INSERT INTO orders VALUES ($1)") { Parameters = { new() { Value = number } } } },
        };

    private static void Seldom(PostgreSqlOutboxOptions options) => options.PollInterval = TimeSpan.FromHours(1);
}
