using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Ponos.EntityFrameworkCore.Tests.Support;
using Ponos.PostgreSql.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.EntityFrameworkCore.Tests;

/// <summary>What users of other outboxes tripped over, in every database.</summary>
internal abstract class UsesFromElsewhereSuite : ContextFixture
{
    [Test]
    public async Task Publish_InChunksWithOneContext_AllOfThemAreSentInOrder()
    {
        var service = await StartAsync();

        await WithAsync(service, async db =>
        {
            for (var i = 0; i < 8; i++)
            {
                db.Publish(new Charge($"{i}"), new PublishOptions { OrderKey = "one" });
                if (i % 2 == 1)
                {
                    await db.SaveChangesAsync();
                }
            }
        });
        await Arrived.CountAsync(8);

        Assert.That(Arrived.Texts, Is.EqualTo(Enumerable.Range(0, 8).Select(i => $"{i}")));
    }

    [Test]
    public async Task SaveChanges_ThatFailedAndWasMendedOnTheSameContext_SendsTheJobOnce()
    {
        var service = await StartAsync();
        await WithAsync(service, db =>
        {
            db.Add(new Order { Number = "taken" });
            return db.SaveChangesAsync();
        });

        await WithAsync(service, async db =>
        {
            var order = new Order { Number = "taken" };
            db.Add(order);
            db.Publish(new Charge("o-1"));
            _ = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
            db.Entry(order).State = EntityState.Detached;
            db.Add(new Order { Number = "free" });
            await db.SaveChangesAsync();
            await db.SaveChangesAsync();
        });
        await Arrived.CountAsync(1);
        await Wait.UntilAsync(async () => await WaitingAsync() == 0, () => "an empty outbox");

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "o-1" }));
    }

    [Test]
    public async Task SaveChanges_ThatAcceptsItsChangesLater_SendsTheJobOnce()
    {
        var service = await StartAsync();

        await WithAsync(service, async db =>
        {
            db.Publish(new Charge("o-1"));
            await db.SaveChangesAsync(acceptAllChangesOnSuccess: false);
            db.ChangeTracker.AcceptAllChanges();
            await db.SaveChangesAsync();
        });
        await Arrived.CountAsync(1);
        await Wait.UntilAsync(async () => await WaitingAsync() == 0, () => "an empty outbox");

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "o-1" }));
    }

    [Test]
    public async Task Publish_ContextThatTracksNothingByItself_IsSent()
    {
        var service = await StartAsync(options => options.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking));

        await WithAsync(service, async db =>
        {
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            db.Publish(new Charge("o-1"));
            await db.SaveChangesAsync();
        });
        await Arrived.CountAsync(1);

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "o-1" }));
    }

    [Test, CancelAfter(180_000)]
    public async Task Handler_PublishesWithTheContextAndDoesNotSave_FailsAndSaysSo(CancellationToken cancellationToken)
    {
        var service = await StartHandlerAsync((db, _) =>
        {
            db.Publish(new Charge("never saved"));
            return Task.CompletedTask;
        });

        await service.Publisher.PublishTaskAsync(OrderTask, new TakeOrder("o-1"), cancellationToken: cancellationToken);
        var job = await service.Jobs.SettledAsync(OrderTask, JobOutcome.Exhausted, cancellationToken);

        Assert.That(job.Error!.Message, Does.Contain(ChargeTask).And.Contain("SaveChanges"));
    }

    [Test, CancelAfter(180_000)]
    public async Task Handler_CommitsByItself_ItsEffectsStayAndAreNotRepeated(CancellationToken cancellationToken)
    {
        var service = await StartHandlerAsync(async (db, job) =>
        {
            db.Add(new Order { Number = job.Number });
            await db.SaveChangesAsync();
            await db.Database.CommitTransactionAsync();
        });

        await service.Publisher.PublishTaskAsync(OrderTask, new TakeOrder("o-1"), cancellationToken: cancellationToken);
        _ = await service.Jobs.SettledAsync(OrderTask, JobOutcome.Duplicate, cancellationToken);

        Assert.That(await OrdersAsync(service), Is.EqualTo(new[] { "o-1" }));
    }

    /// <summary>PostgreSQL takes nothing more in such a transaction, and answers its COMMIT with a rollback and no error.</summary>
    [Test, CancelAfter(180_000)]
    public async Task Handler_SwallowsAnErrorOfTheDatabase_IsNotTakenForDoneUnlessItWasCommitted(CancellationToken cancellationToken)
    {
        var service = await StartHandlerAsync(async (db, job) =>
        {
            db.Add(new Order { Number = job.Number });
            await db.SaveChangesAsync();
            try
            {
                await db.Database.ExecuteSqlAsync($"SELECT * FROM there_is_no_such_table");
            }
            catch (System.Data.Common.DbException)
            {
                // As one who means well writes it.
            }
        });

        await service.Publisher.PublishTaskAsync(OrderTask, new TakeOrder("o-1"), cancellationToken: cancellationToken);
        var job = await service.Jobs.SettledAsync(job => job.Name == OrderTask, "the job's end", cancellationToken);

        Assert.That(
            await OrdersAsync(service), Has.Length.EqualTo(job.Outcome == JobOutcome.Succeeded ? 1 : 0), $"the outcome is {job.Outcome}");
    }

    /// <summary>Starts a service whose only handler in a transaction is given; it tries twice.</summary>
    private Task<RunningService> StartHandlerAsync(Func<ShopDb, TakeOrder, Task> handle) => Hosts.StartAsync(
        services =>
        {
            services.AddDbContext<ShopDb>(options => Use(options, retries: false));
            var builder = MapCharge(services.AddPonos(Service, Handlers.HandlerCatalog.Empty))
                .MapTask(
                    OrderTask,
                    (TakeOrder job, ShopDb db) => handle(db, job),
                    new() { MaxAttempts = 2, Delay = TimeSpan.FromMilliseconds(10) });
            UseRelay(builder).UseEntityFramework<ShopDb>();
        },
        Service,
        ("Ponos:InboxSize", "0"));
}
