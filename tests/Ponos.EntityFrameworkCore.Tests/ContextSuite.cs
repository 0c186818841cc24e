using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Ponos.EntityFrameworkCore.Tests.Support;
using Ponos.PostgreSql.Tests.Support;

namespace Ponos.EntityFrameworkCore.Tests;

/// <summary>What holds in every database.</summary>
internal abstract class ContextSuite : TransactionalSuite
{
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

        Assert.That(string.Join(' ', Arrived.Texts), Is.EqualTo(string.Join(' ', sent)));
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

    [Test, CancelAfter(180_000)]
    public async Task Handler_Fails_LeavesNeitherRowsNorJobsAndItsNextAttemptBoth(CancellationToken cancellationToken)
    {
        var service = await StartAsync();

        await service.Publisher.PublishAsync(new TakeOrder("fails-once"), cancellationToken);
        _ = await service.Jobs.SettledAsync(OrderTask, JobOutcome.Succeeded, cancellationToken);
        await Arrived.CountAsync(1);

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "fails-once attempt 2" }));
        Assert.That(await OrdersAsync(service), Is.EqualTo(new[] { "fails-once" }));
    }

    [Test, CancelAfter(180_000)]
    public async Task Handler_JobThatComesTwice_HasOneEffectAndIsADuplicate(CancellationToken cancellationToken)
    {
        var service = await StartAsync();

        await service.Publisher.PublishAsync(new TakeOrder("o-1"), new PublishOptions { MessageId = "m-1" }, cancellationToken);
        _ = await service.Jobs.SettledAsync(OrderTask, JobOutcome.Succeeded, cancellationToken);
        await service.Publisher.PublishAsync(new TakeOrder("o-1"), new PublishOptions { MessageId = "m-1" }, cancellationToken);
        _ = await service.Jobs.SettledAsync(OrderTask, JobOutcome.Duplicate, cancellationToken);
        await Arrived.CountAsync(1);
        await Wait.UntilAsync(async () => await WaitingAsync() == 0, () => "an empty outbox");

        Assert.That(await OrdersAsync(service), Is.EqualTo(new[] { "o-1" }));
        Assert.That(Arrived.Texts, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Start_ModelWithoutOutbox_FailsWithTheRemedy()
    {
        var without = (await Assert.CatchAsync<InvalidOperationException>(() => Hosts.StartAsync(
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
        var service = await Hosts.StartAsync(
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
}
