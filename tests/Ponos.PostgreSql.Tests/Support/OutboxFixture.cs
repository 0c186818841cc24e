using Microsoft.Extensions.DependencyInjection;
using Ponos.Tests.Support;

namespace Ponos.PostgreSql.Tests.Support;

/// <summary>A database, hosts, and a service name of each test's own.</summary>
internal abstract class OutboxFixture
{
    protected const string ChargeTask = "cards.charge";

    private ServiceHosts _hosts = null!;

    protected TestDatabase Database { get; private set; } = null!;

    protected Arrivals Arrived { get; private set; } = null!;

    protected string Service { get; private set; } = "";

    protected static PublishOptions Keyed(string key) => new() { OrderKey = key };

    [SetUp]
    public async Task PrepareAsync()
    {
        Service = $"shop-{Guid.NewGuid().ToString("N")[..8]}";
        Arrived = new Arrivals();
        Database = await TestDatabase.CreateAsync(await Servers.PostgresAsync());
        _hosts = new ServiceHosts((await Servers.BrokerAsync()).Uri);
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

        if (Database is not null)
        {
            await Database.DisposeAsync();
        }
    }

    /// <summary>Starts the service with a handler that writes down what comes, and its outbox.</summary>
    protected Task<RunningService> StartAsync(
        Action<PostgreSqlOutboxOptions>? configure = null,
        Action<PonosBuilder>? further = null,
        params (string Key, string Value)[] settings) =>
        StartServiceAsync(
            Service,
            builder =>
            {
                // In the order of the queue.
                builder.MapTask(ChargeTask, (Charge job, JobContext context) => Add(job, context), new() { SingleActiveConsumer = true });
                further?.Invoke(builder);
            },
            configure,
            settings);

    /// <summary>Starts a service of a name with an outbox.</summary>
    protected Task<RunningService> StartServiceAsync(
        string name,
        Action<PonosBuilder> map,
        Action<PostgreSqlOutboxOptions>? configure = null,
        params (string Key, string Value)[] settings) =>
        _hosts.StartMappedAsync(
            name,
            builder =>
            {
                map(builder);
                builder.UsePostgreSqlOutbox(options =>
                {
                    options.DataSource = Database.Source;
                    configure?.Invoke(options);
                });
            },
            settings);

    protected static IPostgreSqlOutbox OutboxOf(RunningService service) => service.Host.Services.GetRequiredService<IPostgreSqlOutbox>();

    private Task Add(Charge job, JobContext context)
    {
        Arrived.Add(job.Order, context);
        return Task.CompletedTask;
    }
}
