using Npgsql;
using Ponos.PostgreSql.Tables;
using Ponos.PostgreSql.Tests.Support;

namespace Ponos.PostgreSql.Tests;

/// <summary>How the tables are made, and what an upgrade does to those who are at work.</summary>
internal sealed class TableTests : OutboxFixture
{
    [Test]
    public async Task EnsurePonosTablesAsync_ByManyAtTheSameTime_MakesThemOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Database.Source.EnsurePonosTablesAsync("shop_1")));

        Assert.That(await Database.ScalarAsync<int>("SELECT max(version) FROM shop_1.version"), Is.EqualTo(PonosTables.Version));
        Assert.That(
            await Database.ScalarAsync<long>("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'shop_1'"),
            Is.EqualTo(4));
    }

    [Test]
    public async Task Script_RunTwice_MakesTablesThatAServiceWorksWith()
    {
        await Database.ExecuteAsync(PonosTables.Script("by_hand"));
        await Database.ExecuteAsync(PonosTables.Script("by_hand"));
        var service = await StartAsync(options => (options.Schema, options.EnsureTables) = ("by_hand", false));

        await Database.CommitAsync(transaction => transaction.PublishAsync(service.Publisher, new Charge("1")));
        await Arrived.CountAsync(1);

        Assert.That(OutboxOf(service).Schema, Is.EqualTo("by_hand"));
    }

    [Test]
    public async Task Start_TablesMissingAndNotToBeMade_FailsWithTheRemedy()
    {
        var missing = (await Assert.CatchAsync<InvalidOperationException>(() => StartAsync(options => options.EnsureTables = false)))!;

        Assert.That(missing.Message, Does.Contain("'ponos'").And.Contain("PonosTables.Script"));
    }

    [Test]
    public async Task Start_WrongDatabase_FailsAtOnce()
    {
        var refused = (await Assert.ThrowsAsync<PostgresException>(() => StartAsync(options =>
        {
            options.DataSource = null;
            options.ConnectionString = Database.ConnectionString.Replace("Database=t", "Database=no_t", StringComparison.Ordinal);
        })))!;

        Assert.That(refused.SqlState, Is.EqualTo(PostgresErrorCodes.InvalidCatalogName));
    }

    [Test]
    public async Task Upgrade_WhileAServiceOfTheVersionBeforeWorks_LosesNothing()
    {
        var service = await StartAsync();
        await Database.CommitAsync(transaction => transaction.PublishAsync(service.Publisher, new Charge("before")));
        await Arrived.CountAsync(1);

        await TableVersions.EnsureAsync(
            Database.Source,
            new TableNames("ponos"),
            [
                .. TableVersions.All,
                names => $"ALTER TABLE {names.Outbox} ADD COLUMN of_the_next text; "
                    + $"ALTER TABLE {names.Inbox} ADD COLUMN of_the_next text DEFAULT 'x';",
            ],
            default);
        await Database.CommitAsync(transaction => transaction.PublishAsync(service.Publisher, new Charge("after")));
        await Arrived.CountAsync(2);
        _ = await StartAsync();

        Assert.That(
            await Database.ScalarAsync<int>("SELECT max(version) FROM ponos.version"),
            Is.EqualTo(2),
            "a service of the version before leaves the later tables alone");
        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "before", "after" }));
    }

    [Test]
    public async Task TwoServices_OfOneDatabase_SendTheirOwnJobsAlone()
    {
        var other = new Arrivals();
        var service = await StartAsync();
        var second = await StartServiceAsync(Service + "-two", builder => builder.MapTask("mails.send", (Job _, JobContext context) =>
        {
            other.Add(context.MessageId!, context);
            return Task.CompletedTask;
        }));

        await Database.CommitAsync(async transaction =>
        {
            await transaction.PublishAsync(service.Publisher, new Charge("1"));
            await transaction.PublishTaskAsync(second.Publisher, "mails.send", new { });
            await transaction.PublishAsync(service.Publisher, new Charge("2"));
        });
        await Arrived.CountAsync(2);
        await other.CountAsync(1);

        Assert.That(Arrived.Contexts.Select(context => context.PublishedBy).Distinct(), Is.EqualTo(new[] { Service }));
        Assert.That(other.Contexts.Single().PublishedBy, Is.EqualTo(Service + "-two"));
    }

    [TestCase("")]
    [TestCase("Ponos")]
    [TestCase("1st")]
    [TestCase("a\"; DROP SCHEMA public; --")]
    [TestCase("pg_ponos")]
    [TestCase("a234567890123456789012345678901234567890x")]
    public void Schema_ThatIsNone_IsRefused(string schema)
    {
        var refused = Assert.Throws<ArgumentException>(() => PonosTables.Script(schema))!;

        Assert.That(refused.Message, Does.Contain($"'{schema}'").And.Contain("lower-case letters"));
    }

    [Test]
    public async Task Options_OutOfTheirRange_AreRefusedAtTheRegistration()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => StartAsync(options => options.BatchSize = 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => StartAsync(options => options.PollInterval = TimeSpan.Zero));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => StartAsync(options => options.InboxRetention = TimeSpan.FromSeconds(1)));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => StartAsync(further: builder => builder.UsePostgreSqlOutbox(options => options.DataSource = Database.Source)));
    }
}
