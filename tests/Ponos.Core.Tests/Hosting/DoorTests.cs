using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ponos.Core.Tests.Support;
using Ponos.Handlers;
using Ponos.Testing;
using Ponos.Tests.Support;

namespace Ponos.Core.Tests.Hosting;

/// <summary>The door as a user of .NET types it.</summary>
public sealed class DoorTests
{
    [TestCase(true)]
    [TestCase(false)]
    public void Configure_OptionsByTheServicesName_WinOverConfiguration(bool first)
    {
        var plan = PlannedService.Of(
            services =>
            {
                if (first)
                {
                    services.Configure<PonosOptions>("shop", options => options.Concurrency = 7);
                }

                services.AddShop();
                if (!first)
                {
                    services.Configure<PonosOptions>("shop", options => options.Concurrency = 7);
                }

                services.Configure<PonosOptions>("other", options => options.Concurrency = 8);
            },
            ("Ponos:Services:shop:Concurrency", "4"));

        Assert.That(plan.Options.Concurrency, Is.EqualTo(7));
    }

    [Test]
    public void Configure_OptionsWithoutAName_AreForEveryServiceOfTheHost()
    {
        var plan = PlannedService.Of(services =>
        {
            services.AddShop().Configure(options => options.Prefetch = 3);
            services.Configure<PonosOptions>(options => (options.Concurrency, options.Prefetch) = (7, 9));
            services.ConfigureAll<PonosOptions>(options => options.InboxSize += 1);
        });

        Assert.That((plan.Options.Concurrency, plan.Options.Prefetch, plan.Options.InboxSize), Is.EqualTo((7, 3, 10_001)));
    }

    [Test]
    public void Configure_SectionBoundByTheUser_IsRead()
    {
        var plan = PlannedService.Of(
            services =>
            {
                services.AddShop();
                services.AddOptions<PonosOptions>("shop").BindConfiguration("Workers");
            },
            ("Workers:Concurrency", "7"), ("Workers:Retry:MaxAttempts", "2"));

        Assert.That((plan.Options.Concurrency, plan.Options.Retry.MaxAttempts), Is.EqualTo((7, 2)));
    }

    [Test]
    public async Task Options_OfAService_AreGivenByTheMonitor()
    {
        await using var ponos = await PonosHarness.StartAsync(
            services => services.AddSingleton<ShopSwitch>().AddPonos("door.front", options => options.Concurrency = 7));

        Assert.That(ponos.Services.GetRequiredService<IOptionsMonitor<PonosOptions>>().Get("door.front").Concurrency, Is.EqualTo(7));
    }

    [Test]
    public async Task Start_OptionsOutOfRange_FailsAndNamesAllOfThem()
    {
        var exception = (await Assert.ThrowsAsync<OptionsValidationException>(() => PonosHarness.StartAsync(services =>
            services.AddPonos("door.front", options => (options.Concurrency, options.Prefetch) = (0, 70_000)))))!;

        Assert.That(exception.OptionsName, Is.EqualTo("door.front"));
        Assert.That(exception.Failures, Has.Count.EqualTo(2).And.Some.Contains("Ponos:Concurrency").And.Some.Contains("Ponos:Prefetch"));
    }

    [Test]
    public void Start_ARuleOfTheUsersOwn_FailsAsItSays() => Assert.That(
        () => PonosHarness.StartAsync(services =>
        {
            services.AddPonos("door.front");
            services.AddOptions<PonosOptions>("door.front").Validate(options => options.Concurrency % 2 == 0, "Workers come in pairs.");
        }),
        Throws.TypeOf<OptionsValidationException>().With.Message.Contains("Workers come in pairs."));

    [Test]
    public async Task Section_OfAHandler_WinsOverItsAttributes()
    {
        await using var ponos = await PonosHarness.StartAsync(
            services => services.AddSingleton<ShopSwitch>().AddPonos("door.front"),
            "Ponos:Services:door.front:Handlers:front.open:Retry:MaxAttempts",
            "2");

        await ponos.PublishTaskAsync("front.open", new { });
        await ponos.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.That((await ponos.DeadAsync("front.open")).Attempt, Is.EqualTo(2));
    }

    [Test]
    public void Section_OfAHandler_LeavesWhatItDoesNotSayToTheAttributes()
    {
        var plan = PlannedService.Of(
            services => services.AddShop()
                .MapTask("front.open", (Job _) => Task.CompletedTask, new HandlerSettings { MaxAttempts = 3, Concurrency = 2 }),
            ("Ponos:Services:shop:Handlers:front.open:Concurrency", "5"),
            ("Ponos:Services:shop:Handlers:front.open:AttemptTimeout", "none"));

        Assert.That(
            plan.Handlers.Single().Settings,
            Is.EqualTo(new HandlerSettings { MaxAttempts = 3, Concurrency = 5, AttemptTimeout = Timeout.InfiniteTimeSpan }));
    }

    [Test]
    public void Section_OfAHandlerThatIsNotThere_NamesTheNearOne() => Assert.That(
        () => PlannedService.Of(
            services => services.AddShop().MapTask("front.open", (Job _) => Task.CompletedTask),
            ("Ponos:Services:shop:Handlers:front.opne:Concurrency", "5")),
        Throws.InvalidOperationException.With.Message.Contains("Did you mean 'front.open'?").And.Message.Contains("Handlers:front.opne"));

    [Test]
    public async Task Start_HandlersWhoseDependenciesAreNotRegistered_FailsAndNamesAllOfThem()
    {
        var exception = (await Assert.ThrowsAsync<InvalidOperationException>(() => PonosHarness.StartAsync(services =>
        {
            services.AddScoped<Warehouse>();
            services.AddPonos("door.store").MapTask("store.count", (Job _, IScales scales) => Task.CompletedTask);
        })))!;

        Assert.That(exception.Message, Does.Contain("'door.store'")
            .And.Contain(
                "StoreWorkers.Weigh of 'store.weigh' needs Ponos.Core.Tests.Support.StoreWorkers, "
                + "which needs Ponos.Core.Tests.Support.Warehouse, which needs Ponos.Core.Tests.Support.IScales, which is not registered")
            .And.Contain("StoreWorkers.Scale of 'store.scale' needs Ponos.Core.Tests.Support.IScales, which is not registered")
            .And.Contain("IScales (key 'fine')")
            .And.Contain("StoreWorkers.OnScaleDead")
            .And.Contain("store.count of 'store.count'")
            .And.Not.Contain("Uri"));
    }

    [Test]
    public async Task Start_HandlersWhoseDependenciesAreMadeByFactories_Starts()
    {
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddScoped(_ => new Warehouse(new Scales()));
            services.AddSingleton<IScales, Scales>();
            services.AddKeyedSingleton<IScales>("fine", new Scales());
            services.AddSingleton<ShopSwitch>();
            services.AddPonos("door.store");
        });

        await ponos.PublishTaskAsync("store.scale", new { });
        await ponos.PublishTaskAsync("store.weigh", new { });

        await ponos.HandledAsync("store.scale");
        await ponos.HandledAsync("store.weigh");
    }

    [Test]
    public async Task Start_RetiredHandlerWhoseQueueIsStillThere_WarnsWithTheNumberOfItsJobs()
    {
        using var log = new HostLog();
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddLogging(logging => logging.AddProvider(log));
            services.AddPonos("old.shop", HandlerCatalog.Empty).MapTask("order.pack", (Job _) => Task.CompletedTask);
            services.AddPonos("old", HandlerCatalog.Empty, options => options.Retired.Add("shop.order.pack"));
            services.AddPonos("clean", HandlerCatalog.Empty, options => options.Retired.Add("order.gone"));
        });

        Assert.That(
            log.Lines.Where(line => line.Contains("is retired", StringComparison.Ordinal)),
            Has.One.Items.And.Some.Contains("old.shop.order.pack"));
    }

    [Test]
    public void Start_RetiredHandlerThatIsThere_IsRefused() => Assert.That(
        () => PlannedService.Of(
            services => services.AddShop().MapTask("order.pack", (Job _) => Task.CompletedTask),
            ("Ponos:Services:shop:Retired", "order.gone, order.pack")),
        Throws.InvalidOperationException.With.Message.Contains("'order.pack'").And.Message.Contains("Retired"));

    [Test]
    public async Task Start_ServicesThatShareAnEventsHandler_SaysSo()
    {
        using var log = new HostLog();
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddLogging(logging => logging.AddProvider(log));
            services.AddSingleton<ShopSwitch>();
            services.AddPonos("one");
            services.AddPonos("two");
        });

        Assert.That(log.Lines.Where(line => line.Contains("[Service(", StringComparison.Ordinal)), Is.EquivalentTo(log.Lines.Where(line =>
            line.Contains("ShopWorkers.OnPacked runs once in each of the services one, two", StringComparison.Ordinal)
            || line.Contains("ShopWorkers.OnAnythingPacked runs", StringComparison.Ordinal))).And.Exactly(2).Items);
    }

    [Test]
    public async Task Service_OnAClass_GivesItsHandlersToThatServiceAlone()
    {
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddSingleton<ShopSwitch>();
            services.AddPonos("shop");
            services.AddPonos("door.front");
        });

        await ponos.PublishEventAsync("door.rung", new { });
        await ponos.WhenIdleAsync();

        Assert.That(ponos.Settled.Select(job => job.Queue), Is.EqualTo(new[] { "door.front.door.rung" }));
    }

    [Test]
    public void MapTask_ItsBuilder_SaysHowTheHandlerIsRunAndGoesOnWithTheService()
    {
        var plan = PlannedService.Of(services => services.AddShop()
            .MapTask("front.open", (Job _, JobContext _) => ValueTask.CompletedTask)
                .WithRetry(maxAttempts: 3, delay: TimeSpan.FromSeconds(2))
                .WithTimeout(TimeSpan.FromMinutes(1))
                .WithConcurrency(4)
                .WithConcurrency(5)
                .WithPrefetch(50)
                .WithAck(AckMode.Immediate)
                .WithExpired(ExpiredJobs.Drop)
                .WithRateLimit(100, TimeSpan.FromMinutes(1))
                .WithQueue(QueueType.Classic, maxLength: 1000, singleActiveConsumer: true, maxPriority: 9)
            .MapEvent("door.rung", async (Job job) => await Task.Yield())
                .WithBroadcast()
            .Configure(options => options.Concurrency = 2));

        Assert.That(plan.Handlers[0].Settings, Is.EqualTo(new HandlerSettings
        {
            MaxAttempts = 3,
            Delay = TimeSpan.FromSeconds(2),
            AttemptTimeout = TimeSpan.FromMinutes(1),
            Concurrency = 5,
            Prefetch = 50,
            AckMode = AckMode.Immediate,
            Expired = ExpiredJobs.Drop,
            RatePermits = 100,
            RatePeriod = TimeSpan.FromMinutes(1),
            QueueType = QueueType.Classic,
            MaxLength = 1000,
            MaxPriority = 9,
            SingleActiveConsumer = true,
        }));
        Assert.That(plan.Handlers[1].Settings, Is.EqualTo(new HandlerSettings { Broadcast = true }));
        Assert.That(plan.Options.Concurrency, Is.EqualTo(2));
    }

    [Test]
    public async Task MapTask_ADelegateThatReturnsAValueTask_IsAwaited()
    {
        await using var ponos = await PonosHarness.StartAsync(services => services.AddPonos("s", HandlerCatalog.Empty)
            .MapTask<Job>("one", Handle)
            .MapTask("two", async (Job job, CancellationToken cancellationToken) => await Task.Yield()));

        await ponos.PublishTaskAsync("one", new { });
        await ponos.PublishTaskAsync("two", new { });

        await ponos.HandledAsync("one");
        await ponos.HandledAsync("two");

        static async ValueTask Handle(Job job) => await Task.Yield();
    }

    [Test]
    public async Task Declare_TypesWithoutAttribute_CanBePublished()
    {
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddPonos("sender", HandlerCatalog.Empty)
                .DeclareTask<Letter>("letter.send", service: "post")
                .DeclareEvent<Parcel>("parcel.came");
            services.AddPonos("post", HandlerCatalog.Empty)
                .MapTask("letter.send", (Letter letter) => Task.CompletedTask)
                .MapEvent("parcel.came", (Parcel parcel) => Task.CompletedTask);
        });

        var publisher = ponos.Services.GetRequiredKeyedService<IPublisher>("sender");
        await publisher.PublishAsync(new Letter("Ada"));
        await publisher.PublishAsync(new Parcel(3));

        Assert.That((await ponos.HandledAsync("letter.send")).Queue, Is.EqualTo("post.letter.send"));
        await ponos.HandledAsync("parcel.came");
    }

    [Test]
    public void DeclareTask_ServiceThatIsNone_IsRefused() => Assert.That(
        () => new ServiceCollection().AddShop().DeclareTask<Letter>("letter.send", service: "post office"),
        Throws.ArgumentException.With.Message.Contains("'post office'"));

    private sealed record Letter(string To);

    private sealed record Parcel(int Weight);

    private sealed class Scales : IScales
    {
        public int Weigh() => 1;
    }
}

internal static class DoorHarness
{
    extension(PonosHarness)
    {
        /// <summary>Starts services with one setting in their configuration.</summary>
        public static Task<PonosHarness> StartAsync(Action<IServiceCollection> configure, string key, string value) =>
            PonosHarness.StartAsync(services =>
            {
                services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build());
                configure(services);
            });
    }
}
