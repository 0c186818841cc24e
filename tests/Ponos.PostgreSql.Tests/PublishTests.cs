using System.Diagnostics;
using Ponos.PostgreSql.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.PostgreSql.Tests;

/// <summary>What a publish with a transaction does, and what comes of it.</summary>
internal sealed class PublishTests : OutboxFixture
{
    [Test]
    public async Task PublishAsync_Committed_ArrivesWithAllItWasGiven()
    {
        var service = await StartAsync();
        var notAfter = TimeProvider.System.GetUtcNow().AddHours(1);
        using var activity = new Activity("order").SetIdFormat(ActivityIdFormat.W3C).Start();

        await Database.CommitAsync(transaction => transaction.PublishAsync(
            service.Publisher,
            new Charge("o-1"),
            new PublishOptions
            {
                MessageId = "m-1",
                Tid = "t-1",
                Priority = Priority.High,
                NotAfter = notAfter,
                Headers = new Dictionary<string, string> { ["tenant"] = "acme" },
            }));
        await Arrived.CountAsync(1);

        var context = Arrived.Contexts.Single();
        Assert.That(Arrived.Texts.Single(), Is.EqualTo("o-1"));
        Assert.That(context.MessageId, Is.EqualTo("m-1"));
        Assert.That(context.Tid, Is.EqualTo("t-1"));
        Assert.That(context.PublishedBy, Is.EqualTo(Service));
        Assert.That(context.Headers["tenant"], Is.EqualTo("acme"));
        Assert.That(context.Headers["ponos-not-after"], Is.EqualTo($"{notAfter.ToUnixTimeMilliseconds()}"));
        Assert.That(context.Headers["traceparent"], Does.Contain(activity.TraceId.ToHexString()));
        Assert.That(context.Headers, Contains.Key("ponos-contract").And.ContainKey("ponos-published-at"));
        await Wait.UntilAsync(async () => await Database.WaitingAsync() == 0, () => "the row to be deleted");
    }

    [Test]
    public async Task PublishAsync_InAHandler_NamesItsCauseAndCarriesItsTid()
    {
        var service = await StartAsync(
            further: builder => builder.MapTask("orders.place", async (Job _, JobContext context, IPublisher publisher) =>
                await Database.CommitAsync(
                    transaction => transaction.PublishAsync(publisher, new Charge("o-1"), context.CancellationToken))));

        await service.Publisher.PublishTaskAsync("orders.place", new { }, new PublishOptions { MessageId = "cause-1", Tid = "t-9" });
        await Arrived.CountAsync(1);

        var context = Arrived.Contexts.Single();
        Assert.That(context.Tid, Is.EqualTo("t-9"));
        Assert.That(context.Headers["ponos-cause"], Is.EqualTo("cause-1"));
        Assert.That(context.PublisherWorkerName, Is.EqualTo("orders.place"));
    }

    [Test]
    public async Task PublishAsync_RolledBack_LeavesNothing()
    {
        var service = await StartAsync();

        await using (var connection = await Database.Source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await transaction.PublishAsync(service.Publisher, new Charge("rolled-back"));
            await transaction.RollbackAsync();
        }

        await Database.CommitAsync(transaction => transaction.PublishAsync(service.Publisher, new Charge("committed"), Keyed("k")));
        await Arrived.CountAsync(1);
        await Wait.UntilAsync(
            async () => await Database.ScalarAsync<long>("SELECT count(*) FROM ponos.outbox") == 0, () => "an empty table");

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "committed" }));
    }

    [Test]
    public async Task PublishAsync_BreaksItsContract_ThrowsNowAndTheTransactionGoesOn()
    {
        var service = await StartAsync();

        await Database.CommitAsync(async transaction =>
        {
            var direct = (await Assert.ThrowsAsync<InvalidJobException>(
                () => service.Publisher.PublishAsync(new Charge(new string('x', 21)))))!;
            var invalid = (await Assert.ThrowsAsync<InvalidJobException>(
                () => transaction.PublishAsync(service.Publisher, new Charge(new string('x', 21)))))!;
            Assert.That(invalid.Message, Is.EqualTo(direct.Message));
            Assert.That(invalid.Violations.Single().Keyword, Is.EqualTo("maxLength"));
            await Assert.ThrowsAsync<UndeclaredJobException>(
                () => transaction.PublishEventAsync(service.Publisher, "nobody.knows", new { }));
            await transaction.PublishTaskAsync(service.Publisher, ChargeTask, new { order = "valid" });
        });
        await Arrived.CountAsync(1);

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "valid" }));
    }

    [Test]
    public async Task PublishAsync_BehindASavepointThatIsRolledBack_IsLeftOutAndTheOthersKeepTheirOrder()
    {
        var service = await StartAsync();

        await Database.CommitAsync(async transaction =>
        {
            await transaction.PublishAsync(service.Publisher, new Charge("1"), Keyed("a"));
            await transaction.SaveAsync("here");
            await transaction.PublishAsync(service.Publisher, new Charge("2"), Keyed("b"));
            await transaction.RollbackAsync("here");
            await transaction.PublishAsync(service.Publisher, new Charge("3"), Keyed("c"));
        });
        await Arrived.CountAsync(2);

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "1", "3" }));
    }

    [Test]
    public async Task PublishAsync_Delayed_ArrivesOnceItsTimeHasCome()
    {
        var service = await StartAsync();

        await Database.CommitAsync(transaction =>
            transaction.PublishAsync(service.Publisher, new Charge("later"), new PublishOptions { Delay = TimeSpan.FromSeconds(2) }));
        await Arrived.CountAsync(1);

        var context = Arrived.Contexts.Single();
        var published = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(context.Headers["ponos-published-at"]));
        Assert.That(TimeProvider.System.GetUtcNow() - published, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(1.9)), "it was held back");
    }

    [Test]
    public async Task PublishAsync_TransactionThatHasEnded_SaysSo()
    {
        var service = await StartAsync();
        await using var connection = await Database.Source.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await transaction.CommitAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => transaction.PublishAsync(service.Publisher, new Charge("late")));
        await transaction.DisposeAsync();
        var ended = (await Assert.ThrowsAsync<InvalidOperationException>(
            () => transaction.PublishAsync(service.Publisher, new Charge("late"))))!;
        Assert.That(ended.Message, Does.Contain("has ended"));
    }

    [Test]
    public async Task PublishAsync_ServiceWithoutOutbox_SaysHowToAddOne()
    {
        await using var hosts = new ServiceHosts((await Servers.BrokerAsync()).Uri);
        var service = await hosts.StartMappedAsync(Service, builder => builder.DeclareTask("cards.charge"));

        var without = (await Assert.ThrowsAsync<InvalidOperationException>(
            () => Database.CommitAsync(transaction => transaction.PublishTaskAsync(service.Publisher, ChargeTask, new { }))))!;

        Assert.That(without.Message, Does.Contain(Service).And.Contain("UsePostgreSqlOutbox"));
    }

    [TestCase("")]
    [TestCase("256 characters")]
    public async Task PublishAsync_OrderKeyOutOfItsRange_SaysItsRange(string key)
    {
        var service = await StartAsync();

        var refused = (await Assert.ThrowsAsync<ArgumentException>(() => Database.CommitAsync(transaction =>
            transaction.PublishAsync(service.Publisher, new Charge("1"), Keyed(key.Length == 0 ? key : new string('k', 256))))))!;

        Assert.That(refused.Message, Does.Contain("1 to 255 bytes"));
    }

    [Test]
    public async Task PublishAsync_FilterOfTheService_RunsAndItsHeaderArrives()
    {
        var service = await StartAsync(further: builder => builder.AddPublishFilter<TenantFilter>());

        await Database.CommitAsync(transaction => transaction.PublishAsync(service.Publisher, new Charge("1")));
        await Arrived.CountAsync(1);

        Assert.That(Arrived.Contexts.Single().Headers["tenant"], Is.EqualTo("acme"));
    }

    [Test]
    public async Task PublishAsync_Direct_IsNotKeptThoughTheServiceHasAnOutbox()
    {
        var service = await StartAsync();

        await service.Publisher.PublishAsync(new Charge("direct"));
        await Arrived.CountAsync(1);

        Assert.That(await Database.ScalarAsync<bool>("SELECT is_called FROM ponos.outbox_id_seq"), Is.False, "no row was ever added");
    }

    [Test]
    public async Task PublishAsync_Event_ReachesEveryServiceThatListens()
    {
        var other = new Arrivals();
        var listener = await StartServiceAsync(
            Service + "-mail", builder => builder.MapEvent("order.placed." + Service, (Charge job, JobContext context) =>
            {
                other.Add(job.Order, context);
                return Task.CompletedTask;
            }));
        var service = await StartAsync(further: builder => builder.DeclareEvent<Charge>("order.placed." + Service));

        await Database.CommitAsync(
            transaction => transaction.PublishEventAsync(service.Publisher, "order.placed." + Service, new Charge("o-1")));
        await other.CountAsync(1);

        Assert.That(other.Contexts.Single().PublishedBy, Is.EqualTo(Service));
        Assert.That(listener.Name, Is.Not.EqualTo(Service));
    }

    private sealed class TenantFilter : IPublishFilter
    {
        public async Task InvokeAsync(PublishContext context, PublishNext next)
        {
            await Task.Yield();
            context.SetHeader("tenant", "acme");
            await next(context);
        }
    }
}
