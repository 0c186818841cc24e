using Microsoft.Extensions.DependencyInjection;
using Ponos.Generators.Tests.Support;
using Ponos.Handlers;
using Ponos.Hosting;

namespace Ponos.Generators.Tests;

public sealed class CatalogTests
{
    private const string Example =
        """
        [Task("docker.images.cleanup")]
        public sealed record CleanUpImages(string Dock);

        public sealed record TimePassed(string Name);

        public interface IDocker { Task PruneAsync(string dock, CancellationToken cancellationToken); }

        public sealed class ImageWorkers(IDocker docker)
        {
            [Event("time.one-day.passed")]
            public Task OnDayPassed(TimePassed tick, CancellationToken ct) => docker.PruneAsync(tick.Name, ct);

            [Task("docker.images.cleanup"), Retry(MaxAttempts = 7, Delay = "2s", MaxDelay = "10m"), Timeout("1m"), Concurrency(4)]
            public Task CleanUp(CleanUpImages job, JobContext context, CancellationToken ct) => docker.PruneAsync(job.Dock, ct);
        }
        """;

    [Test]
    public void Create_ExampleOfTheDesign_HoldsHandlersContractsAndServices()
    {
        var catalog = SampleProject.Of(Example).Compile().CreateCatalog();

        Assert.That(
            catalog.Handlers.Select(one => (one.Kind, one.Name, one.HandlerName, one.JobType.Name)),
            Is.EqualTo(new[]
            {
                (JobKind.Task, "docker.images.cleanup", "ImageWorkers.CleanUp", "CleanUpImages"),
                (JobKind.Event, "time.one-day.passed", "ImageWorkers.OnDayPassed", "TimePassed"),
            }));
        Assert.That(catalog.Handlers[0].Settings, Is.EqualTo(new HandlerSettings
        {
            MaxAttempts = 7,
            Delay = TimeSpan.FromSeconds(2),
            MaxDelay = TimeSpan.FromMinutes(10),
            AttemptTimeout = TimeSpan.FromMinutes(1),
            Concurrency = 4,
        }));
        Assert.That(catalog.Handlers[1].Settings, Is.SameAs(HandlerSettings.Default));
        Assert.That(
            catalog.Contracts.Select(one => (one.Kind, one.Name, one.JobType.Name, one.Service, one.Schema)),
            Is.EqualTo(new[] { (JobKind.Task, "docker.images.cleanup", "CleanUpImages", (string?)null, (string?)null) }));

        var services = new ServiceCollection();
        catalog.AddServices(new CatalogServices(services));
        catalog.AddServices(new CatalogServices(services));
        Assert.That(
            services.Select(one => (one.ServiceType.Name, one.Lifetime)), Is.EqualTo(new[] { ("ImageWorkers", ServiceLifetime.Scoped) }));
    }

    [Test]
    public void Create_FiltersAndResilience_AreFoundInOrderAndRegistered()
    {
        var catalog = SampleProject.Of(
            """
            public sealed class Timing : IJobFilter { public Task InvokeAsync(JobContext context, JobNext next) => next(context); }

            public sealed class Auditing : IJobFilter { public Task InvokeAsync(JobContext context, JobNext next) => next(context); }

            public static class Workers
            {
                [Task("images.resize"), Filter<Timing>, Filter<Auditing>, Resilience("the \"payments\"")]
                public static Task Resize(Job job) => Task.CompletedTask;
            }
            """).Compile().CreateCatalog();

        var services = new ServiceCollection();
        catalog.AddServices(new CatalogServices(services));
        using var provider = services.BuildServiceProvider();
        var settings = catalog.Handlers.Single().Settings;
        Assert.That(settings.Resilience, Is.EqualTo("the \"payments\""));
        Assert.That(settings.Filters!.Select(find => find(provider).GetType().Name), Is.EqualTo(new[] { "Timing", "Auditing" }));
    }

    [Test]
    public void Create_AttributesThatDeriveFromFilter_AreFoundInOrderAndRegistered()
    {
        var catalog = SampleProject.Of(
            """
            public sealed class Timing<TWhat> : IJobFilter { public Task InvokeAsync(JobContext context, JobNext next) => next(context); }

            public sealed class Auditing : IJobFilter { public Task InvokeAsync(JobContext context, JobNext next) => next(context); }

            public sealed class TimedAttribute<TWhat> : FilterAttribute<Timing<TWhat>>;

            public class AuditedAttribute(string book) : FilterAttribute<Auditing> { public string Book => book; }

            public sealed class WellAuditedAttribute() : AuditedAttribute("well");

            public static class Workers
            {
                [Task("images.resize"), WellAudited, Timed<string>]
                public static Task Resize(Job job) => Task.CompletedTask;
            }
            """).Compile().CreateCatalog();

        var services = new ServiceCollection();
        catalog.AddServices(new CatalogServices(services));
        using var provider = services.BuildServiceProvider();
        Assert.That(
            catalog.Handlers.Single().Settings.Filters!.Select(find => find(provider).GetType().Name),
            Is.EqualTo(new[] { "Auditing", "Timing`1" }));
    }

    [Test]
    public void Create_EverySetting_IsWrittenAsAttributesSay()
    {
        var catalog = SampleProject.Of(
            """
            public sealed record Tick(string Name);
            internal static class Workers
            {
                [Event("a.happened", Broadcast = true)]
                [Retry(MaxAttempts = 1, Delay = "500ms", MaxDelay = "1m30s", Backoff = Backoff.Linear, Jitter = false)]
                [Timeout("none"), Concurrency(2, Scope = ConcurrencyScope.Shared), Prefetch(3), Ack(AckMode.Immediate), Expired(ExpiredJobs.Drop)]
                [RateLimit(5, Per = "1m", Scope = RateScope.Shared)]
                [Queue(Type = QueueType.Classic, MaxLength = 10, MaxPriority = 9, SingleActiveConsumer = true)]
                internal static Task OnA(Tick tick) => Task.CompletedTask;
            }
            """).Compile().CreateCatalog();

        Assert.That(catalog.Handlers.Single().Settings, Is.EqualTo(new HandlerSettings
        {
            MaxAttempts = 1,
            Delay = TimeSpan.FromMilliseconds(500),
            MaxDelay = TimeSpan.FromSeconds(90),
            Backoff = Backoff.Linear,
            Jitter = false,
            AttemptTimeout = Timeout.InfiniteTimeSpan,
            Concurrency = 2,
            ConcurrencyScope = ConcurrencyScope.Shared,
            RateScope = RateScope.Shared,
            Prefetch = 3,
            AckMode = AckMode.Immediate,
            Expired = ExpiredJobs.Drop,
            RatePermits = 5,
            RatePeriod = TimeSpan.FromMinutes(1),
            QueueType = QueueType.Classic,
            MaxLength = 10,
            MaxPriority = 9,
            SingleActiveConsumer = true,
            Broadcast = true,
        }));
    }

    [Test]
    public void Create_RateLimitWithoutPer_LeavesThePeriodToTheDefault()
    {
        var compiled = SampleProject.Of(
            "public static class Workers { [Task(\"a\"), RateLimit(5)] public static Task Run() => Task.CompletedTask; }").Compile();

        Assert.That(compiled.CreateCatalog().Handlers.Single().Settings, Is.EqualTo(new HandlerSettings { RatePermits = 5 }));
        Assert.That(compiled.CatalogSource, Does.Not.Contain("RatePeriod"));
    }

    [Test]
    public async Task Run_InstanceMethod_IsResolvedFromTheScopeAndGetsJobContextAndToken()
    {
        var assembly = SampleProject.Of(
            """
            public sealed record Tick(string Name);
            public sealed class Workers(List<string> seen)
            {
                [Event("time.passed")]
                public async ValueTask OnPassed(CancellationToken ct, JobContext context, Tick tick)
                {
                    await Task.Yield();
                    seen.Add($"{tick.Name} {context.Tid} {ct.IsCancellationRequested}");
                }
            }
            """).Compile().Load();
        var seen = new List<string>();
        var workers = assembly.GetType("Workers")!;
        var services = new SampleServices().AddAs(workers, Activator.CreateInstance(workers, seen)!);

        await CompiledProject.CreateCatalog(assembly).Handlers.Single()
            .RunAsync(
                Activator.CreateInstance(assembly.GetType("Tick")!, "noon"),
                services,
                cancellationToken: new CancellationToken(canceled: true));

        Assert.That(seen, Is.EqualTo(new[] { "noon tid-1 True" }));
    }

    [Test]
    public async Task Run_StaticMethodWithServices_TakesThemByTypeAndKey()
    {
        var assembly = SampleProject.Of(
            """
            public enum Shelf { Upper = 3 }
            public sealed record Tick(string Name);
            public static class Workers
            {
                [Event("time.passed")]
                public static Task OnPassed(
                    IList<string> seen,
                    [FromKeyedServices("k\"1")] IFormatProvider first,
                    Tick tick,
                    [FromKeyedServices(Shelf.Upper)] Version second,
                    [FromKeyedServices(7L)] Version third,
                    [FromKeyedServices(typeof(Shelf))] Version fourth,
                    [FromKeyedServices("none")] Version? absentByKey,
                    Uri? absent)
                {
                    seen.Add($"{tick.Name} {first is not null} {second} {third} {fourth} {absentByKey is null} {absent is null}");
                    return Task.CompletedTask;
                }
            }
            """).Compile().Load();
        var seen = new List<string>();
        var services = new SampleServices()
            .Add<IList<string>>(seen)
            .Add<IFormatProvider>(System.Globalization.CultureInfo.InvariantCulture, "k\"1")
            .Add(new Version(1, 0), Enum.ToObject(assembly.GetType("Shelf")!, 3))
            .Add(new Version(2, 0), 7L)
            .Add(new Version(3, 0), assembly.GetType("Shelf"));

        await CompiledProject.CreateCatalog(assembly).Handlers.Single()
            .RunAsync(Activator.CreateInstance(assembly.GetType("Tick")!, "noon"), services);

        Assert.That(seen, Is.EqualTo(new[] { "noon True 1.0 2.0 3.0 True True" }));
    }

    [TestCase("public static Task On() => Task.CompletedTask;", nameof(Job))]
    [TestCase("public static Task On(JobContext context, TimeProvider time) => Task.CompletedTask;", nameof(Job))]
    [TestCase("public static Task On(IServiceProvider services, Job job) => Task.CompletedTask;", nameof(Job))]
    [TestCase("public static Task On(Cleaner cleaner, Tick tick) => Task.CompletedTask;", "Tick")]
    [TestCase("public static Task On(Named first, Cleaner cleaner) => Task.CompletedTask;", "Named")]
    [TestCase("public static Task On(Plain plain, Named named) => Task.CompletedTask;", "Named")]
    [TestCase("public static Task On(Other other, IDisposable disposable) => Task.CompletedTask;", "Other")]
    [TestCase("public static Task On(Dictionary<string, int> job) => Task.CompletedTask;", "Dictionary`2")]
    [TestCase("public static Task On(Shape shape) => Task.CompletedTask;", "Shape")]
    [TestCase("public static Task On(Point point) => Task.CompletedTask;", "Point")]
    public void Create_Parameters_ChooseTheJob(string method, string jobType)
    {
        var project = SampleProject.Of(
            $$"""
            public sealed record Tick(string Name);
            [Task("a.task")] public sealed record Named(string Name);
            [Task("b.task")] public sealed record Other(string Name);
            public sealed class Plain { public int Number { get; set; } }
            public sealed class Cleaner(IDisposable inner) { public void Clean() => inner.Dispose(); }
            [System.Text.Json.Serialization.JsonDerivedType(typeof(Circle), "circle")] public abstract record Shape;
            public sealed record Circle(int Radius) : Shape;
            public readonly record struct Point(int X, int Y);
            public static class Workers
            {
                [Event("a.happened")] {{method}}
            }
            """);

        Assert.That(project.Compile().CreateCatalog().Handlers.Single().JobType.Name, Is.EqualTo(jobType));
        Assert.That(project.Analyze(), Is.Empty);
    }

    [Test]
    public void Create_NestedClassesKeywordsAndObsoleteMembers_CompileClean()
    {
        var catalog = SampleProject.Of(
            """
            namespace Some.@namespace
            {
                internal static class Outer
                {
                    internal sealed record @event(string? Name, List<string?> Names);
                    [Obsolete("to be replaced")]
                    internal sealed class Inner
                    {
                        [Task("a"), Event("b.*.c")]
                        internal Task @do(@event @event) => Task.CompletedTask;

                        [Event("#")]
                        public static Task OnAll(Job job) => Task.CompletedTask;
                    }
                }
            }
            """).Compile().CreateCatalog();

        Assert.That(
            catalog.Handlers.Select(one => (one.Kind, one.Name, one.HandlerName)),
            Is.EqualTo(new[]
            {
                (JobKind.Event, "#", "Outer.Inner.OnAll"),
                (JobKind.Task, "a", "Outer.Inner.do"),
                (JobKind.Event, "b.*.c", "Outer.Inner.do"),
            }));
    }

    [Test]
    public void Create_PartialMethodAndStruct_AreFound()
    {
        var catalog = SampleProject.Of(
            """
            [Event("point.moved")] public readonly record struct Moved(int X, int Y);
            public partial class Workers
            {
                [Event("point.moved")] public partial Task On(Moved moved);
                public partial Task On(Moved moved) => Task.CompletedTask;
            }
            """).Compile().CreateCatalog();

        Assert.That(catalog.Handlers, Has.Count.EqualTo(1));
        Assert.That(catalog.Contracts, Has.Count.EqualTo(1));
    }

    [Test]
    public void Create_ContractOfAnotherService_NamesIt()
    {
        var contract = SampleProject.Of("""[Task("images.resize", Service = "images")] internal sealed record Resize(int Width);""")
            .Compile().CreateCatalog().Contracts.Single();

        Assert.That((contract.Name, contract.Service), Is.EqualTo(("images.resize", "images")));
        Assert.That(contract.Priority, Is.Null);
    }

    [TestCase("""[Task("images.resize", Priority = Priority.Low)]""", Priority.Low)]
    [TestCase("""[Event("image.resized", Priority = Priority.High)]""", Priority.High)]
    public void Create_ContractWithAPriority_HasIt(string attribute, Priority priority)
    {
        var contract = SampleProject.Of($"{attribute} internal sealed record Resize(int Width);")
            .Compile()
            .CreateCatalog()
            .Contracts.Single();

        Assert.That(contract.Priority, Is.EqualTo(priority));
    }
}
