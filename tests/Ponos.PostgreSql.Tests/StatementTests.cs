using Npgsql;
using Ponos.PostgreSql.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.PostgreSql.Tests;

/// <summary>Which statements the server keeps, and that none is kept where it would be somebody else's.</summary>
internal sealed class StatementTests : OutboxFixture
{
    private const string OurInserts = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%INSERT INTO \"ponos\"%'";

    [Test]
    public async Task Publish_AgainOnAConnection_IsPlannedOnce()
    {
        var service = await StartAsync();
        await using var connection = await Database.Source.OpenConnectionAsync();

        for (var i = 0; i < 5; i++)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await transaction.PublishAsync(service.Publisher, new Charge($"{i}"));
            await transaction.PublishAsync(service.Publisher, new Charge($"{i} in order"), Keyed("k"));
            await transaction.CommitAsync();
        }

        await Arrived.CountAsync(10);
        await using var kept = new NpgsqlCommand(OurInserts, connection);
        Assert.That(await kept.ExecuteScalarAsync(), Is.EqualTo(2L));
    }

    [Test]
    public async Task Publish_StatementsNotToBePrepared_KeepsNone()
    {
        var service = await StartAsync(options => options.PrepareStatements = false);
        await using var connection = await Database.Source.OpenConnectionAsync();

        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await transaction.PublishAsync(service.Publisher, new Charge("1"));
            await transaction.CommitAsync();
        }

        await Arrived.CountAsync(1);
        await using var kept = new NpgsqlCommand(OurInserts, connection);
        Assert.That(await kept.ExecuteScalarAsync(), Is.EqualTo(0L));
    }

    /// <summary>A statement that was prepared on one of three shared connections is unknown to the two others.</summary>
    [Test]
    public async Task Publish_ThroughAPoolerByTransaction_EachJobArrivesInItsOrder()
    {
        await using var bouncer = await PgBouncer.StartAsync(await Servers.PostgresAsync());
        await using var pooled = NpgsqlDataSource.Create(bouncer.ConnectionString(Database.Name));
        var service = await StartAsync(options => options.DataSource = pooled);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; i < 25; i++)
            {
                await using var connection = await pooled.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync();
                await transaction.PublishAsync(
                    service.Publisher, new Charge($"{writer} {i}"), i % 2 == 0 ? Keyed($"{writer}") : new PublishOptions());
                await transaction.CommitAsync();
            }
        }));
        await Arrived.CountAsync(200);

        Assert.That(Arrived.Texts, Is.Unique);
        for (var writer = 0; writer < 8; writer++)
        {
            var inOrder = Arrived.Texts.Where(text => text.StartsWith($"{writer} ", StringComparison.Ordinal)
                && int.Parse(text[2..]) % 2 == 0)
                .Select(text => int.Parse(text[2..]));
            Assert.That(inOrder, Is.Ordered, $"writer {writer}");
        }
    }

    [Test]
    public async Task Publish_DirectAndThroughAPoolerInOneProcess_BothArrive()
    {
        await using var bouncer = await PgBouncer.StartAsync(await Servers.PostgresAsync());
        await using var pooled = NpgsqlDataSource.Create(bouncer.ConnectionString(Database.Name));
        var service = await StartAsync();

        foreach (var source in Enumerable.Range(0, 12).Select(i => i % 2 == 0 ? Database.Source : pooled))
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await transaction.PublishAsync(service.Publisher, new Charge("1"));
            await transaction.CommitAsync();
        }

        await Arrived.CountAsync(12, different: false);
    }
}
