using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Ponos.EntityFrameworkCore.Tests.Support;
using Ponos.PostgreSql.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.EntityFrameworkCore.Tests;

/// <summary>What <c>[Transactional]</c> does for one handler, in every database.</summary>
internal abstract class TransactionalSuite : UsesFromElsewhereSuite
{
    [Test, CancelAfter(180_000)]
    public async Task Transactional_AttemptThatFails_LeavesNothingAndTheNextOneCommits(CancellationToken cancellationToken)
    {
        var service = await StartWorkersAsync(builder => builder.UseEntityFrameworkOutbox<ShopDb>());

        await service.Publisher.PublishTaskAsync(OrderTask, new TakeOrder("fails-once"), cancellationToken: cancellationToken);
        _ = await service.Jobs.SettledAsync(OrderTask, JobOutcome.Succeeded, cancellationToken);
        await Arrived.CountAsync(1);
        await Wait.UntilAsync(async () => await WaitingAsync() == 0, () => "an empty outbox");

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "fails-once" }));
        Assert.That(await OrdersAsync(service), Is.EqualTo(new[] { "fails-once" }));
    }

    [Test, CancelAfter(180_000)]
    public async Task Transactional_JobThatComesTwice_IsADuplicate(CancellationToken cancellationToken)
    {
        var service = await StartWorkersAsync(builder => builder.UseEntityFrameworkOutbox<ShopDb>());

        await service.Publisher.PublishTaskAsync(
            OrderTask, new TakeOrder("o-1"), new PublishOptions { MessageId = "m-1" }, cancellationToken);
        _ = await service.Jobs.SettledAsync(OrderTask, JobOutcome.Succeeded, cancellationToken);
        await service.Publisher.PublishTaskAsync(
            OrderTask, new TakeOrder("o-1"), new PublishOptions { MessageId = "m-1" }, cancellationToken);
        _ = await service.Jobs.SettledAsync(OrderTask, JobOutcome.Duplicate, cancellationToken);

        Assert.That(await OrdersAsync(service), Is.EqualTo(new[] { "o-1" }));
    }

    [Test, CancelAfter(180_000)]
    public async Task Transactional_OtherHandlersOfTheService_HaveNoTransaction(CancellationToken cancellationToken)
    {
        var service = await StartWorkersAsync(builder => builder.UseEntityFrameworkOutbox<ShopDb>());

        await service.Publisher.PublishAsync(new NoteOrder("o-1"), cancellationToken);
        _ = await service.Jobs.SettledAsync("orders.note", JobOutcome.Succeeded, cancellationToken);
        await Arrived.CountAsync(2);

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "o-1 attempt 1", "o-1 attempt 2" }));
    }

    [Test, CancelAfter(180_000)]
    public async Task Transactional_WhereTheServiceHasItToo_IsOneTransaction(CancellationToken cancellationToken)
    {
        var service = await StartWorkersAsync(builder => builder.UseEntityFramework<ShopDb>());

        await service.Publisher.PublishTaskAsync(OrderTask, new TakeOrder("fails-once"), cancellationToken: cancellationToken);
        _ = await service.Jobs.SettledAsync(OrderTask, JobOutcome.Succeeded, cancellationToken);
        await Arrived.CountAsync(1);

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "fails-once" }));
        Assert.That(await OrdersAsync(service), Is.EqualTo(new[] { "fails-once" }));
    }

    [Test, CancelAfter(180_000)]
    public async Task Transactional_ServiceWithoutOutbox_StopsTheJobsWithTheRemedy(CancellationToken cancellationToken)
    {
        var service = await StartWorkersAsync(_ => { });

        await service.Publisher.PublishTaskAsync(OrderTask, new TakeOrder("o-1"), cancellationToken: cancellationToken);
        var job = await service.Jobs.SettledAsync(OrderTask, JobOutcome.Exhausted, cancellationToken);

        Assert.That(job.Error, Is.InstanceOf<InvalidOperationException>().With.Message.Contains("UseEntityFrameworkOutbox<ShopDb>"));
    }

    [Test]
    public async Task ParkedJobs_OfAService_AreListedTriedAgainAndDropped()
    {
        ParkAfter = TimeSpan.Zero;
        var service = await StartAsync(outbox: options => options.PollInterval = TimeSpan.FromMilliseconds(100));
        var parked = service.Host.Services.GetRequiredService<IParkedJobs>();
        await PublishAsync(service, "1", new PublishOptions { Service = Service + "-late", MessageId = "m-1" });
        await PublishAsync(service, "2", new PublishOptions { Service = Service + "-late" });
        await Wait.UntilAsync(async () => (await parked.ListParkedAsync()).Count == 2, () => "two parked jobs");

        var first = (await parked.ListParkedAsync(take: 1)).Single();
        Assert.That((first.Name, first.Destination, first.MessageId), Is.EqualTo((ChargeTask, $"{Service}-late.{ChargeTask}", "m-1")));
        Assert.That(first.Reason, Does.Contain("found no queue"));
        Assert.That(System.Text.Encoding.UTF8.GetString(first.Body.Span), Does.Contain("\"order\":\"1\""));
        _ = await Hosts.StartMappedAsync(Service + "-late", builder => MapCharge(builder));
        Assert.That(await parked.RetryParkedAsync([first.Id]), Is.EqualTo(1));
        await Arrived.CountAsync(1);
        var second = (await parked.ListParkedAsync()).Single();
        Assert.That(await parked.DropParkedAsync([first.Id]), Is.Zero, "it is not parked any more");
        Assert.That(await parked.DropParkedAsync([second.Id]), Is.EqualTo(1));
        Assert.That(await parked.RetryParkedAsync(), Is.Zero);

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "1" }));
        await Wait.UntilAsync(async () => await WaitingAsync() == 0, () => "an empty outbox");
    }

    [Test]
    public async Task ParkedJobs_TidiedAsTheDocsSay_AreSentOrDropped()
    {
        ParkAfter = TimeSpan.Zero;
        var service = await StartAsync();
        var parked = service.Host.Services.GetRequiredService<IParkedJobs>();
        await PublishAsync(service, "wanted", new PublishOptions { Service = Service + "-late", MessageId = "m-1" });
        await PublishAsync(service, "unwanted", new PublishOptions { Service = Service + "-late", MessageId = "m-2" });
        await Wait.UntilAsync(async () => (await parked.ListParkedAsync()).Count == 2, () => "two parked jobs");
        _ = await Hosts.StartMappedAsync(Service + "-late", builder => MapCharge(builder));

        await new ParkedJobTool(parked).TidyAsync(job => job.MessageId == "m-1", CancellationToken.None);
        await Arrived.CountAsync(1);
        await Wait.UntilAsync(async () => await WaitingAsync() == 0, () => "an empty outbox");

        Assert.That(Arrived.Texts, Is.EqualTo(new[] { "wanted" }));
    }

    [TestCase(0)]
    [TestCase(1001)]
    public async Task ParkedJobs_TooManyOrTooFewAskedFor_AreRefused(int take)
    {
        var service = await StartAsync();
        var parked = service.Host.Services.GetRequiredKeyedService<IParkedJobs>(Service);

        _ = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => parked.ListParkedAsync(take));
    }

    /// <summary>Starts a service with the handlers of this project.</summary>
    private Task<RunningService> StartWorkersAsync(Action<PonosBuilder> use) => Hosts.StartAsync(
        services =>
        {
            services.AddDbContext<ShopDb>(options => Use(options, retries: false));
            use(UseRelay(MapCharge(services.AddPonos(Service))));
        },
        Service,
        ("Ponos:InboxSize", "0"));
}
