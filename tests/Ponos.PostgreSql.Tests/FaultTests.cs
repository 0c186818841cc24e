using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Ponos.PostgreSql.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.PostgreSql.Tests;

/// <summary>Servers and processes that end in the middle of it. Each test breaks servers of its own.</summary>
internal sealed class FaultTests
{
    private const string ChargeTask = "cards.charge";
    private const string Service = "shop";

    private Arrivals _arrived = new();
    private PostgresServer _postgres = null!;
    private RabbitBroker _broker = null!;
    private TestDatabase _database = null!;
    private ServiceHosts _hosts = null!;

    [SetUp]
    public async Task PrepareAsync()
    {
        _arrived = new Arrivals();
        _postgres = await PostgresServer.StartAsync();
        _broker = await RabbitBroker.StartAsync("outboxfaults");
        _database = await TestDatabase.CreateAsync(_postgres);
        _hosts = new ServiceHosts(_broker.Uri);
    }

    [TearDown]
    public async Task EndAsync()
    {
        if (_hosts is not null)
        {
            await _hosts.DisposeAsync();
            if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
            {
                await TestContext.Out.WriteLineAsync(string.Join("\n", _hosts.LogLines));
            }
        }

        foreach (var owned in new IAsyncDisposable?[] { _database, _broker, _postgres })
        {
            if (owned is not null)
            {
                await owned.DisposeAsync();
            }
        }
    }

    [Test]
    public async Task Broker_KilledAndBack_TransactionsGoOnAndAllArrives()
    {
        var service = await StartAsync(relay: true);
        await CommitAsync(service, 0, 10);
        await _arrived.CountAsync(10);
        await RabbitBroker.WhenQueuesAreKeptAsync();

        await _broker.KillAsync();
        await CommitAsync(service, 10, 30);
        await Wait.UntilAsync(async () => (await HealthAsync(service)).Status == HealthStatus.Degraded, () => "health to tell of it");
        await _broker.StartAsync();
        await CommitAsync(service, 30, 40);
        await _arrived.CountAsync(40);

        Assert.That(_arrived.Texts.Distinct(), Is.EqualTo(Enumerable.Range(0, 40).Select(i => $"{i}")));
        await Wait.UntilAsync(async () => (await HealthAsync(service)).Status == HealthStatus.Healthy, () => "health to be well again");
    }

    [Test]
    public async Task Postgres_CrashedAndBack_TheRelayGoesOn()
    {
        var service = await StartAsync(relay: true);
        await CommitAsync(service, 0, 10);
        await _arrived.CountAsync(10);

        await _postgres.CrashAsync();
        await Wait.UntilAsync(async () => (await HealthAsync(service)).Status == HealthStatus.Degraded, () => "health to tell of it");
        await _postgres.RunAsync();
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    await CommitAsync(service, 10, 20);
                    return true;
                }
                catch (NpgsqlException)
                {
                    // A connection of the pool that ended with the server.
                    NpgsqlConnection.ClearAllPools();
                    return false;
                }
            },
            () => "a commit");
        await _arrived.CountAsync(20);

        Assert.That(_arrived.Texts.Distinct(), Is.EqualTo(Enumerable.Range(0, 20).Select(i => $"{i}")));
        Assert.That(
            _hosts.LogLines.Count(line => line.Contains("cannot be read", StringComparison.Ordinal)),
            Is.EqualTo(1),
            "an outage is told of once");
    }

    [Test]
    public async Task Start_PostgresAway_GoesOnAndSendsWhenItIsThere()
    {
        await _postgres.CrashAsync();
        var starting = StartAsync(relay: true);
        var service = await starting;
        await _postgres.RunAsync();
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    await CommitAsync(service, 0, 1);
                    return true;
                }
                catch (NpgsqlException)
                {
                    return false;
                }
            },
            () => "tables and a commit");
        await _arrived.CountAsync(1);

        Assert.That(_arrived.Texts.Distinct(), Is.EqualTo(new[] { "0" }));
    }

    [Test, Category("Long")]
    public async Task RelayProcesses_KilledAgainAndAgain_LoseNothingAndKeepTheOrderOfEachKey()
    {
        const int keys = 5;
        const int each = 60;
        await _database.Source.EnsurePonosTablesAsync();
        var service = await StartAsync(relay: false);
        var random = new Random(11);
        var writing = Task.WhenAll(Enumerable.Range(0, keys).Select(async key =>
        {
            for (var i = 0; i < each; i++)
            {
                await _database.CommitAsync(transaction => transaction.PublishAsync(
                    service.Publisher, new Charge($"{key}:{i}"), new PublishOptions { OrderKey = $"{key}", MessageId = $"{key}:{i}" }));
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        }));

        await using var steady = await RelayProcess.StartAsync(Service, _database.ConnectionString, _broker.Uri);
        for (var i = 0; i < 6; i++)
        {
            await using var killed = await RelayProcess.StartAsync(Service, _database.ConnectionString, _broker.Uri);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(300)));
        }

        await writing;
        await _arrived.CountAsync(keys * each);
        await Wait.UntilAsync(async () => await _database.WaitingAsync() == 0, () => "an empty outbox");

        foreach (var key in Enumerable.Range(0, keys))
        {
            var first = _arrived.Texts.Where(text => text.StartsWith($"{key}:", StringComparison.Ordinal)).Distinct();
            Assert.That(first, Is.EqualTo(Enumerable.Range(0, each).Select(i => $"{key}:{i}")));
        }
    }

    private Task<RunningService> StartAsync(bool relay) => _hosts.StartMappedAsync(
        Service,
        builder => builder
            .MapTask(
                ChargeTask,
                (Charge job, JobContext context) =>
                {
                    _arrived.Add(job.Order, context);
                    return Task.CompletedTask;
                },
                new() { SingleActiveConsumer = true })
            .UsePostgreSqlOutbox(options => (options.DataSource, options.Relay) = (_database.Source, relay)),
        ("Ponos:InboxSize", "0"));

    /// <summary>In the order of one key, each in a transaction of its own.</summary>
    private async Task CommitAsync(RunningService service, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var order = $"{i}";
            await _database.CommitAsync(
                transaction => transaction.PublishAsync(service.Publisher, new Charge(order), new PublishOptions { OrderKey = "one" }));
        }
    }

    private static async Task<HealthReportEntry> HealthAsync(RunningService service) =>
        (await service.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries[$"ponos.{Service}.outbox"];
}
