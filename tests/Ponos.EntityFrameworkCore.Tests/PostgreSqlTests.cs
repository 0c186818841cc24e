using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Ponos.EntityFrameworkCore.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.EntityFrameworkCore.Tests;

/// <summary>The suite on PostgreSQL, with the relay of its own package.</summary>
internal sealed class PostgreSqlTests : ContextSuite
{
    private string _connectionString = "";

    [Test]
    public async Task Start_WithoutTheRelayOfPostgreSql_FailsWithTheRemedy()
    {
        await using var hosts = new ServiceHosts((await Servers.BrokerAsync()).Uri);
        var without = (await Assert.ThrowsAsync<InvalidOperationException>(() => hosts.StartAsync(
            services =>
            {
                services.AddDbContext<ShopDb>(options => Use(options, retries: false));
                services.AddPonos(Service, Handlers.HandlerCatalog.Empty).UseEntityFramework<ShopDb>();
            },
            Service)))!;

        Assert.That(without.Message, Does.Contain("UsePostgreSqlOutbox").And.Contain(Service));
    }

    [Test]
    public async Task Publish_OfContextAndOfNpgsqlWithOneKey_ArriveInTheOrderOfTheirCommits()
    {
        var service = await StartAsync();
        await using var source = NpgsqlDataSource.Create(_connectionString);
        await using var connection = await source.OpenConnectionAsync();

        for (var i = 0; i < 10; i += 2)
        {
            await PublishAsync(service, $"{i}", new PublishOptions { OrderKey = "one" });
            await using var transaction = await connection.BeginTransactionAsync();
            await transaction.PublishAsync(service.Publisher, new Charge($"{i + 1}"), new PublishOptions { OrderKey = "one" });
            await transaction.CommitAsync();
        }

        await Arrived.CountAsync(10);

        Assert.That(Arrived.Texts, Is.EqualTo(Enumerable.Range(0, 10).Select(i => $"{i}")));
    }

    protected override async Task CreateDatabaseAsync()
    {
        var server = await Servers.PostgresAsync();
        var name = $"t{Guid.NewGuid():N}";
        await using (var admin = NpgsqlDataSource.Create(server.ConnectionString(further: "Pooling=false")))
        {
            await using var create = admin.CreateCommand($"CREATE DATABASE {name}");
            await create.ExecuteNonQueryAsync();
        }

        _connectionString = server.ConnectionString(name);
        var options = new DbContextOptionsBuilder<ShopDb>();
        Use(options, retries: false);
        await using var db = new ShopDb(options.Options);
        await db.Database.EnsureCreatedAsync();
    }

    protected override Task DropDatabaseAsync() => Task.CompletedTask;

    protected override void Use(DbContextOptionsBuilder options, bool retries) => options.UseNpgsql(_connectionString, npgsql =>
    {
        if (retries)
        {
            npgsql.ExecutionStrategy(dependencies => new RetryingStrategy(dependencies));
        }
    });

    protected override PonosBuilder UseRelay(PonosBuilder builder) => builder.UsePostgreSqlOutbox(options =>
    {
        options.ConnectionString = _connectionString;
        options.PollInterval = TimeSpan.FromHours(1);
        options.ParkAfter = ParkAfter;
    });

    protected override async Task<long> WaitingAsync()
    {
        await using var source = NpgsqlDataSource.Create(_connectionString);
        await using var count = source.CreateCommand("SELECT count(*) FROM ponos.outbox");
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
