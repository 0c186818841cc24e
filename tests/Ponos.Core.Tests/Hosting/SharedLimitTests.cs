using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos.Core.Tests.Support;
using Ponos.Handlers;
using Ponos.Testing;

namespace Ponos.Core.Tests.Hosting;

/// <summary>Limits that all processes share: what the start demands, and what is kept where there is one process only.</summary>
public sealed class SharedLimitTests
{
    private static readonly HandlerSettings Rate =
        new() { RatePermits = 2, RatePeriod = TimeSpan.FromMinutes(1), RateScope = RateScope.Shared };
    private static readonly HandlerSettings Places = new() { Concurrency = 3, ConcurrencyScope = ConcurrencyScope.Shared };

    [Test]
    public async Task Start_SharedRateWithoutAStore_FailsAndNamesHandlerAndRemedy()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(Rate, store: null));

        Assert.That(exception!.Message, Does.Contain("s.task")
            .And.Contain("'s'")
            .And.Contain("RateScope.Shared")
            .And.Contain("UseRedis")
            .And.Contain("RateLimit:Scope"));
    }

    [Test]
    public async Task Start_SharedConcurrencyWithoutAStore_FailsAndNamesHandlerAndRemedy()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(Places, store: null));

        Assert.That(exception!.Message, Does.Contain("s.task").And.Contain("ConcurrencyScope.Shared").And.Contain("UseRedis").And.Contain(
            "ConcurrencyScope to Process"));
    }

    [Test]
    public async Task Run_OnTheEmbeddedBroker_KeepsASharedRateItselfOnTheTestsClock()
    {
        var store = new AskedStore();
        await using var ponos = await StartAsync(Rate, store);
        for (var i = 0; i < 5; i++)
        {
            await ponos.PublishTaskAsync("s.task", new { });
        }

        await ponos.WhenIdleAsync();
        Assert.That(ponos.Settled, Has.Count.EqualTo(2));
        await ponos.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.That(ponos.Settled, Has.Count.EqualTo(4));
        Assert.That(store.Asked, Is.Zero);
    }

    [Test]
    public async Task Run_WithoutAPeriod_TakesTheServices()
    {
        await using var ponos = await StartAsync(
            new HandlerSettings { RatePermits = 1 }, store: null, options => options.RatePeriod = TimeSpan.FromHours(1));
        await ponos.PublishTaskAsync("s.task", new { });
        await ponos.PublishTaskAsync("s.task", new { });
        await ponos.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.That(ponos.Settled, Has.Count.EqualTo(1));
        await ponos.AdvanceAsync(TimeSpan.FromMinutes(50));
        Assert.That(ponos.Settled, Has.Count.EqualTo(2));
    }

    [TestCase("1500", 1500)]
    [TestCase("0", 1000)]
    public void RateLimitDuration_OfNodesEnvironment_IsThePeriodInMilliseconds(string text, int milliseconds) =>
        Assert.That(
            PlannedService.Of(services => services.AddShop(), ("RATE_LIMIT_DURATION", text)).Options.RatePeriod,
            Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));

    [Test]
    public void Plan_ScopesWithoutALimit_AreRefused()
    {
        Assert.That(
            Planning(new HandlerSettings { RateScope = RateScope.Shared }),
            Throws.InvalidOperationException.With.Message.Contains("RateLimit:Scope has no effect"));
        Assert.That(
            Planning(new HandlerSettings { ConcurrencyScope = ConcurrencyScope.Shared }),
            Throws.InvalidOperationException.With.Message.Contains("ConcurrencyScope Shared"));
        Assert.That(
            Planning(new HandlerSettings { RatePermits = 1, RateScope = (RateScope)7 }),
            Throws.InvalidOperationException.With.Message.Contains("is 7; write one of Process, Shared"));
    }

    [Test]
    public void Plan_HandlersSection_MakesALimitShared()
    {
        const string Section = "Ponos:Services:shop:Handlers:order.pack:";
        var plan = PlannedService.Of(
            services => services.AddShop().MapTask("order.pack", (Job _) => Task.CompletedTask).WithRateLimit(5).WithConcurrency(2),
            (Section + "RateLimit:Scope", "Shared"),
            (Section + "ConcurrencyScope", "shared"));

        Assert.That(plan.Handlers[0].Settings, Is.EqualTo(new HandlerSettings
        {
            RatePermits = 5,
            RateScope = RateScope.Shared,
            Concurrency = 2,
            ConcurrencyScope = ConcurrencyScope.Shared,
        }));
    }

    /// <summary>A broker takes back what is in hand for half an hour, and whoever has it knows nothing of it.</summary>
    [Test]
    public async Task Wait_ForAPermissionThatDoesNotCome_GivesTheJobsBackBeforeTheBrokerTakesThem()
    {
        using var log = new CollectingLog();
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddLogging(logging => logging.AddProvider(log));
            services.AddKeyedSingleton<RateLimiter>("s.task", (_, _) => new HostileLimiter(HostileLimiter.Way.RefusesForEver, 20));
            services.AddPonos("s", HandlerCatalog.Empty).MapTask("s.task", (Job _) => Task.CompletedTask);
        });
        await ponos.PublishTaskAsync("s.task", new { });
        await ponos.PublishTaskAsync("s.task", new { });

        await ponos.AdvanceAsync(TimeSpan.FromMinutes(14));
        Assert.That(log.Entries.Where(entry => entry.Id == 61), Is.Empty);
        await ponos.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.That(log.Entries.First(entry => entry.Id == 61).Text, Does.Contain("s.s.task"));
        var handler = ponos.Services.GetRequiredService<IWorkerControl>().Handlers.Single();
        Assert.That(handler.State, Is.EqualTo(QueueState.Consuming), "both came again");
        await ponos.AdvanceAsync(TimeSpan.FromMinutes(20));

        Assert.That(ponos.Settled.Where(job => job.Outcome == JobOutcome.Succeeded).Select(job => job.Attempt), Is.EqualTo(new[] { 1, 1 }));
    }

    private static Action Planning(HandlerSettings settings) =>
        () => PlannedService.Of(services => services.AddShop().MapTask("order.pack", (Job _) => Task.CompletedTask, settings));

    private static Task<PonosHarness> StartAsync(HandlerSettings settings, ISharedLimits? store, Action<PonosOptions>? configure = null) =>
        PonosHarness.StartAsync(services =>
        {
            if (store is not null)
            {
                services.AddKeyedSingleton("s", store);
            }

            services.AddPonos("s", HandlerCatalog.Empty, configure).MapTask("s.task", (Job _) => Task.CompletedTask, settings);
        });

    private sealed class AskedStore : ISharedLimits
    {
        public int Asked { get; private set; }

        public RateLimiter LimitRate(SharedLimit limit, TimeSpan period) => Ask();

        public RateLimiter LimitConcurrency(SharedLimit limit) => Ask();

        private ConcurrencyLimiter Ask()
        {
            Asked++;
            return new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 1 });
        }
    }
}
