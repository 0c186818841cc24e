using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Ponos.EntityFrameworkCore.Tests.Support;
using Ponos.PostgreSql.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.EntityFrameworkCore.Tests;

/// <summary>What holds in every database.</summary>
internal abstract class ContextSuite
{
    private const string ChargeTask = "cards.charge";
    private const string OrderTask = "orders.take";

    private ServiceHosts _hosts = null!;

    protected Arrivals Arrived { get; private set; } = null!;

    protected string Service { get; private set; } = "";

    [SetUp]
    public async Task PrepareAsync()
    {
        Service = $"shop-{Guid.NewGuid().ToString("N")[..8]}";
        Arrived = new Arrivals();
        await CreateDatabaseAsync();
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

        await DropDatabaseAsync();
    }

    [Test]
    public async Task Publish_ThenSaveChanges_CommitsBothAndTheJobArrives()
    {
        var service = await StartAsync();

        await WithAsync(service, async db =>
        {
            db.Add(new Order { Number = "o-1" });
            db.Publish(new Charge("o-1"), new PublishOptions { MessageId = "m-1", Tid = "t-1" });
            await db.SaveChangesAsync();
        });
        await Arrived.CountAsync(1);

        Assert.That(Arrived.Contexts.Single().MessageId, Is.EqualTo("m-1"));
        Assert.That(Arrived.Contexts.Single().Tid, Is.EqualTo("t-1"));
        Assert.That(await OrdersAsync(service), Is.EqualTo(new[] { "o-1" }));
        await Wait.UntilAsync(async () => await WaitingAsync() == 0, () => "an empty outbox");
    }

    [Test]
    public async Task Publish_AloneAndSavedSynchronously_Arrives()
    {
        var service = await StartAsync();

        await WithAsync(service, db =>
        {
            Save(db);
            return Task.CompletedTask;
        });
        await Arrived.CountAsync(1);

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "o-1" }));

        static void Save(ShopDb db)
        {
            db.Publish(new Charge("o-1"));
            db.SaveChanges();
        }
    }

    [Test]
    public async Task Publish_BreaksItsContract_ThrowsNowAndLeavesTheContextAsItWas()
    {
        var service = await StartAsync();

        await WithAsync(service, db =>
        {
            var invalid = Assert.Throws<InvalidJobException>(() => db.Publish(new Charge(new string('x', 21))))!;
            Assert.That(invalid.Violations.Single().Keyword, Is.EqualTo("maxLength"));
            Assert.That(db.ChangeTracker.HasChanges(), Is.False);
            return Task.CompletedTask;
        });
    }

    [Test]
    public async Task SaveChanges_Fails_LeavesNeitherRowNorJob()
    {
        var service = await StartAsync();
        await WithAsync(service, db =>
        {
            db.Add(new Order { Number = "taken" });
            return db.SaveChangesAsync();
        });

        await WithAsync(service, async db =>
        {
            db.Add(new Order { Number = "taken" });
            db.Publish(new Charge("never"));
            await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        });
        await PublishAsync(service, "after");
        await Arrived.CountAsync(1);

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "after" }));
    }

    [Test]
    public async Task SaveChanges_FailsAndIsTriedAgainWithTheSameContext_SendsTheJobOnce()
    {
        var service = await StartAsync();
        await WithAsync(service, db =>
        {
            db.Add(new Order { Number = "taken" });
            return db.SaveChangesAsync();
        });

        await WithAsync(service, async db =>
        {
            var order = db.Add(new Order { Number = "taken" });
            db.Publish(new Charge("1"));
            await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
            order.State = EntityState.Detached;
            await db.SaveChangesAsync();
            await db.SaveChangesAsync();
        });
        await PublishAsync(service, "2");
        await Arrived.CountAsync(2);

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "1", "2" }));
    }

    [Test]
    public async Task Publish_InAnExplicitTransaction_ArrivesWithItsCommitAndNotWithoutIt()
    {
        var service = await StartAsync();

        await WithAsync(service, async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Publish(new Charge("rolled back"));
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        });
        await WithAsync(service, async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Publish(new Charge("1"));
            await db.SaveChangesAsync();
            db.Publish(new Charge("2"), new PublishOptions { OrderKey = "k" });
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        });
        await Arrived.CountAsync(2);

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "1", "2" }));
    }

    [Test]
    public async Task Publish_ManyInOneSave_ArriveInTheirOrder()
    {
        var service = await StartAsync();
        var sent = Enumerable.Range(0, 60).Select(i => $"{i}").ToArray();

        await WithAsync(service, async db =>
        {
            foreach (var order in sent)
            {
                db.Publish(new Charge(order), new PublishOptions { OrderKey = order.Length == 2 ? $"k-{order[0]}" : null });
            }

            await db.SaveChangesAsync();
        });
        await Arrived.CountAsync(sent.Length);

        Assert.That(Arrived.Texts, Is.EqualTo(sent));
    }

    [Test]
    public async Task SaveChanges_ConnectionLostAtItsCommitAndTriedAgain_SendsOneJob()
    {
        var once = new OnceFailing();
        var service = await StartAsync(options => options.AddInterceptors(once), retries: true);

        await WithAsync(service, async db =>
        {
            db.Add(new Order { Number = "o-1" });
            db.Publish(new Charge("o-1"));
            await db.SaveChangesAsync();
        });
        await Arrived.CountAsync(1);
        await Wait.UntilAsync(async () => await WaitingAsync() == 0, () => "an empty outbox");

        Assert.That(once.HasFailed);
        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "o-1" }));
        Assert.That(await OrdersAsync(service), Is.EqualTo(new[] { "o-1" }));
    }

    [Test]
    public async Task Publish_NotSavedInAPooledContext_DoesNotReachItsNextUser()
    {
        var service = await StartAsync(pooled: true);

        await WithAsync(service, db => db.PublishAsync(new Charge("never saved")));
        await PublishAsync(service, "saved");
        await Arrived.CountAsync(1);

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "saved" }));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Handler_InATransaction_CommitsRowsAndJobsTogether(bool retries)
    {
        var service = await StartAsync(retries: retries);

        await service.Publisher.PublishAsync(new TakeOrder("o-1"), new PublishOptions { Tid = "t-1" });
        await Arrived.CountAsync(1);

        Assert.That(await OrdersAsync(service), Is.EqualTo(new[] { "o-1" }));
        Assert.That(Arrived.Contexts.Single().Tid, Is.EqualTo("t-1"));
        Assert.That(Arrived.Contexts.Single().PublisherWorkerName, Is.EqualTo(OrderTask));
    }

    [Test]
    public async Task Handler_PublishesManyAtOnce_TheyAreSentInTheirOrder()
    {
        var service = await StartAsync();

        await service.Publisher.PublishAsync(new TakeOrder("many"));
        await Arrived.CountAsync(30);

        Assert.That(Arrived.Texts, Is.EqualTo(Enumerable.Range(0, 30).Select(i => $"{i}")));
    }

    [Test, CancelAfter(60_000)]
    public async Task Handler_Fails_LeavesNeitherRowsNorJobsAndItsNextAttemptBoth(CancellationToken cancellationToken)
    {
        var service = await StartAsync();

        await service.Publisher.PublishAsync(new TakeOrder("fails-once"), cancellationToken);
        _ = await service.Jobs.SettledAsync(OrderTask, JobOutcome.Succeeded, cancellationToken);
        await Arrived.CountAsync(1);

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "fails-once attempt 2" }));
        Assert.That(await OrdersAsync(service), Is.EqualTo(new[] { "fails-once" }));
    }

    [Test, CancelAfter(60_000)]
    public async Task Handler_JobThatComesTwice_HasOneEffectAndIsADuplicate(CancellationToken cancellationToken)
    {
        var service = await StartAsync();

        await service.Publisher.PublishAsync(new TakeOrder("o-1"), new PublishOptions { MessageId = "m-1" }, cancellationToken);
        _ = await service.Jobs.SettledAsync(OrderTask, JobOutcome.Succeeded, cancellationToken);
        await service.Publisher.PublishAsync(new TakeOrder("o-1"), new PublishOptions { MessageId = "m-1" }, cancellationToken);
        _ = await service.Jobs.SettledAsync(OrderTask, JobOutcome.Duplicate, cancellationToken);
        await Wait.UntilAsync(async () => await WaitingAsync() == 0, () => "an empty outbox");

        Assert.That(await OrdersAsync(service), Is.EqualTo(new[] { "o-1" }));
        Assert.That(Arrived.Texts, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Start_ModelWithoutOutbox_FailsWithTheRemedy()
    {
        var without = (await Assert.CatchAsync<InvalidOperationException>(() => _hosts.StartAsync(
            services =>
            {
                services.AddDbContext<BareDb>(options => Use(options, retries: false));
                UseRelay(services.AddPonos(Service, Handlers.HandlerCatalog.Empty)).UseEntityFramework<BareDb>();
            },
            Service)))!;

        Assert.That(without.Message, Does.Contain("BareDb").And.Contain("AddPonos()"));
    }

    [Test]
    public async Task Publish_ServiceWithoutOutboxInTheContext_SaysHowToAddOne()
    {
        var service = await _hosts.StartAsync(
            services =>
            {
                services.AddDbContext<ShopDb>(options => Use(options, retries: false));
                services.AddPonos(Service, Handlers.HandlerCatalog.Empty).DeclareTask<Charge>(ChargeTask);
            },
            Service);

        await WithAsync(service, db =>
        {
            var without = Assert.Throws<InvalidOperationException>(() => db.Publish(new Charge("1")))!;
            Assert.That(without.Message, Does.Contain(Service).And.Contain("UseEntityFrameworkOutbox<ShopDb>"));
            return Task.CompletedTask;
        });
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

    protected Task<RunningService> StartAsync(Action<DbContextOptionsBuilder>? further = null, bool retries = false, bool pooled = false, Action<EntityFrameworkOutboxOptions>? outbox = null) => _hosts.StartAsync(
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

            var builder = services.AddPonos(Service, Handlers.HandlerCatalog.Empty)
                .MapTask(ChargeTask, (Charge job, JobContext context) =>
                {
                    Arrived.Add(job.Order, context);
                    return Task.CompletedTask;
                })
                .MapTask(OrderTask, (TakeOrder job, JobContext context, ShopDb db, IPublisher publisher) => TakeAsync(job, context, db, publisher), new() { MaxAttempts = 3, Delay = TimeSpan.FromMilliseconds(10) });
            UseRelay(builder).UseEntityFramework<ShopDb>(outbox);

            void Configure(DbContextOptionsBuilder options)
            {
                Use(options, retries);
                further?.Invoke(options);
            }
        },
        Service,
        ("Ponos:InboxSize", "0"));

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
            await publisher.PublishManyAsync(Enumerable.Range(0, 30).Select(i => new Charge($"{i}")), cancellationToken: context.CancellationToken);
            return;
        }

        await publisher.PublishAsync(new Charge(context.Attempt == 1 ? job.Number : $"{job.Number} attempt {context.Attempt}"), context.CancellationToken);
        await db.SaveChangesAsync(context.CancellationToken);
        if (job.Number == "fails-once" && context.Attempt == 1)
        {
            throw new InvalidOperationException("As a provider does now and then.");
        }
    }

    private static async Task<string[]> OrdersAsync(RunningService service)
    {
        await using var scope = service.Host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ShopDb>().Orders.Select(order => order.Number).ToArrayAsync();
    }
}
