using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Ponos.PostgreSql.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.EntityFrameworkCore.Tests.Support;

/// <summary>A database, hosts, and a service name of each test's own.</summary>
internal abstract class ContextFixture
{
    protected const string ChargeTask = "cards.charge";
    protected const string OrderTask = "orders.take";

    protected ServiceHosts Hosts { get; private set; } = null!;

    protected Arrivals Arrived { get; private set; } = null!;

    protected string Service { get; private set; } = "";

    /// <summary>How long relays try a job that finds no queue.</summary>
    protected TimeSpan ParkAfter { get; set; }

    [SetUp]
    public async Task PrepareAsync()
    {
        Service = $"shop-{Guid.NewGuid().ToString("N")[..8]}";
        Arrived = new Arrivals();
        ParkAfter = TimeSpan.FromMinutes(1);
        await CreateDatabaseAsync();
        Hosts = new ServiceHosts((await Servers.BrokerAsync()).Uri);
    }

    [TearDown]
    public async Task EndAsync()
    {
        if (Hosts is not null)
        {
            await Hosts.DisposeAsync();
            if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
            {
                await TestContext.Out.WriteLineAsync(string.Join("\n", Hosts.LogLines));
            }
        }

        await DropDatabaseAsync();
    }

    /// <summary>Makes the database, with the tables of the context's model.</summary>
    protected abstract Task CreateDatabaseAsync();

    protected abstract Task DropDatabaseAsync();

    /// <summary>Points a context at the database.</summary>
    protected abstract void Use(DbContextOptionsBuilder options, bool retries);

    /// <summary>Adds what sends the jobs, where the database has something of its own for that.</summary>
    protected abstract PonosBuilder UseRelay(PonosBuilder builder);

    /// <summary>How many jobs are in the outbox.</summary>
    protected abstract Task<long> WaitingAsync();

    protected Task<RunningService> StartAsync(
        Action<DbContextOptionsBuilder>? further = null,
        bool retries = false,
        bool pooled = false,
        Action<EntityFrameworkOutboxOptions>? outbox = null) =>
        Hosts.StartAsync(
            services =>
            {
                if (pooled)
                {
                    services.AddDbContextPool<ShopDb>(Configure);
                }
                else
                {
                    services.AddDbContext<ShopDb>(Configure);
                }

                var builder = MapCharge(services.AddPonos(Service, Handlers.HandlerCatalog.Empty))
                    .MapTask(
                        OrderTask,
                        (TakeOrder job, JobContext context, ShopDb db, IPublisher publisher) => TakeAsync(job, context, db, publisher),
                        new() { MaxAttempts = 3, Delay = TimeSpan.FromMilliseconds(10) });
                UseRelay(builder).UseEntityFramework<ShopDb>(options =>
                {
                    options.ParkAfter = ParkAfter;
                    outbox?.Invoke(options);
                });

                void Configure(DbContextOptionsBuilder options)
                {
                    Use(options, retries);
                    further?.Invoke(options);
                }
            },
            Service,
            ("Ponos:InboxSize", "0"));

    /// <summary>Writes down which charges come, in the order of their queue.</summary>
    protected PonosBuilder MapCharge(PonosBuilder builder) => builder.MapTask(
        ChargeTask,
        (Charge job, JobContext context) =>
        {
            Arrived.Add(job.Order, context);
            return Task.CompletedTask;
        },
        new() { SingleActiveConsumer = true });

    protected Task PublishAsync(RunningService service, string order, PublishOptions? options = null) => WithAsync(service, db =>
    {
        db.Publish(new Charge(order), options);
        return db.SaveChangesAsync();
    });

    protected static async Task WithAsync(RunningService service, Func<ShopDb, Task> work)
    {
        await using var scope = service.Host.Services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<ShopDb>());
    }

    private static async Task TakeAsync(TakeOrder job, JobContext context, ShopDb db, IPublisher publisher)
    {
        db.Add(new Order { Number = job.Number });
        if (job.Number == "many")
        {
            await publisher.PublishManyAsync(
                Enumerable.Range(0, 30).Select(i => new Charge($"{i}")), cancellationToken: context.CancellationToken);
            return;
        }

        await publisher.PublishAsync(
            new Charge(context.Attempt == 1 ? job.Number : $"{job.Number} attempt {context.Attempt}"), context.CancellationToken);
        await db.SaveChangesAsync(context.CancellationToken);
        if (job.Number == "fails-once" && context.Attempt == 1)
        {
            throw new InvalidOperationException("As a provider does now and then.");
        }
    }

    protected static async Task<string[]> OrdersAsync(RunningService service)
    {
        await using var scope = service.Host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ShopDb>().Orders.Select(order => order.Number).ToArrayAsync();
    }
}
