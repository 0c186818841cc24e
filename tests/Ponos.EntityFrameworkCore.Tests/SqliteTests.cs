using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Ponos.EntityFrameworkCore.Tests.Support;
using Ponos.PostgreSql.Tests.Support;

namespace Ponos.EntityFrameworkCore.Tests;

/// <summary>The suite on SQLite, by queries that every database knows, and what one process at a time means there.</summary>
internal sealed class SqliteTests : ContextSuite
{
    private string _file = "";

    [Test]
    public async Task TwoProcesses_OneOfThemSends_EachJobOnceAndTheOtherTakesOver()
    {
        var one = await StartAsync(outbox: options => options.PollInterval = TimeSpan.FromMilliseconds(100));
        var other = await StartAsync(outbox: options => options.PollInterval = TimeSpan.FromMilliseconds(100));

        for (var i = 0; i < 20; i++)
        {
            await PublishAsync(i % 2 == 0 ? one : other, $"{i}", new PublishOptions { OrderKey = "k" });
        }

        await Arrived.CountAsync(20);
        await one.StopAsync();
        await PublishAsync(other, "20");
        await Arrived.CountAsync(21);
        await other.StopAsync();
        var third = await StartAsync();
        await PublishAsync(third, "21");
        await Arrived.CountAsync(22);

        Assert.That(Arrived.Texts, Is.EquivalentTo(Enumerable.Range(0, 22).Select(i => $"{i}")));
    }

    [Test]
    public async Task Relay_TaskWithoutQueue_IsParkedWithItsReasonAndHealthTellsOfIt()
    {
        var service = await StartAsync(outbox: options => options.ParkAfter = TimeSpan.Zero);

        await PublishAsync(service, "nowhere", new PublishOptions { Service = Service + "-nobody" });
        await PublishAsync(service, "somewhere");
        await Arrived.CountAsync(1);
        await Wait.UntilAsync(async () => (await HealthAsync()).Status == HealthStatus.Degraded, () => "health to tell of it");

        Assert.That((await HealthAsync()).Description, Does.Contain("1 jobs are parked").And.Contain("found no queue"));
        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "somewhere" }));
        await Wait.UntilAsync(async () => await WaitingAsync() == 1, () => "the parked job to stay, and the one that was sent to go");

        async Task<HealthReportEntry> HealthAsync() =>
            (await service.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries[$"ponos.{Service}.ShopDb"];
    }

    [Test]
    public async Task Inbox_OlderThanItsRetention_IsForgotten()
    {
        var service = await StartAsync();
        await using (var connection = new SqliteConnection($"Data Source={_file}"))
        {
            await connection.OpenAsync();
            await using var insert = connection.CreateCommand();
            insert.CommandText = $"INSERT INTO ponos_inbox (Queue, MessageId, Service, HandledAt) VALUES ('q', 'old', '{Service}', "
                + $"1), ('q', 'young', '{Service}', 99999999999999), ('q', 'of another', 'other', 1)";
            await insert.ExecuteNonQueryAsync();
        }

        using var cleaner = new Inbox.ContextInboxCleaner<ShopDb>(
            Service,
            TimeSpan.FromDays(1),
            service.Host.Services.GetRequiredService<IServiceScopeFactory>(),
            TimeProvider.System,
            NullLogger.Instance);

        Assert.That(await cleaner.CleanAsync(default), Is.EqualTo(1));
        Assert.That(await cleaner.CleanAsync(default), Is.Zero);
    }

    protected override async Task CreateDatabaseAsync()
    {
        _file = Path.Combine(Path.GetTempPath(), $"ponos-context-{Guid.NewGuid():N}.db");
        var options = new DbContextOptionsBuilder<ShopDb>();
        Use(options, retries: false);
        await using var db = new ShopDb(options.Options);
        await db.Database.EnsureCreatedAsync();
    }

    protected override Task DropDatabaseAsync()
    {
        SqliteConnection.ClearAllPools();
        foreach (var file in new[] { _file, _file + "-wal", _file + "-shm" })
        {
            File.Delete(file);
        }

        return Task.CompletedTask;
    }

    protected override void Use(DbContextOptionsBuilder options, bool retries) => options.UseSqlite($"Data Source={_file}", sqlite =>
    {
        if (retries)
        {
            sqlite.ExecutionStrategy(dependencies => new RetryingStrategy(dependencies));
        }
    });

    protected override PonosBuilder UseRelay(PonosBuilder builder) => builder;

    protected override async Task<long> WaitingAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={_file}");
        await connection.OpenAsync();
        await using var count = connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM ponos_outbox";
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
