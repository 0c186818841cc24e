using Microsoft.Extensions.DependencyInjection;
using Ponos.Generators.Tests.Support;
using Ponos.Handlers;
using Ponos.Hosting;

namespace Ponos.Generators.Tests;

/// <summary>Methods with <c>[OnDead]</c>: what is written of them, and what is wrong with them.</summary>
public sealed class FinalHandlerTests
{
    private const string Handlers =
        """
        public sealed record Order(string Name);
        public sealed record Tick(string Name);
        public interface IService;
        public static class Workers
        {
            [Task("order.ship"), Retry(MaxAttempts = 2)] public static Task Ship(Order order) => Task.CompletedTask;
            [Event("time.*.passed")] public static Task OnPassed(Tick tick) => Task.CompletedTask;
            [Event("raw")] public static Task OnRaw(Job job) => Task.CompletedTask;
            [Event("none")] public static Task OnNone() => Task.CompletedTask;
        }

        """;

    [Test]
    public void Create_FinalHandlers_HaveTheKindOfTheirHandlers()
    {
        var catalog = OnDead(
            """
            [OnDead("time.*.passed")] public static ValueTask GiveUpTime(Tick tick, IService service) => default;
            [OnDead("order.ship")] public static Task GiveUpOrder(CancellationToken ct, Job job, JobContext context) => Task.CompletedTask;
            [OnDead("raw")] public static Task GiveUpRaw() => Task.CompletedTask;
            """).WithSchema("order.ship", """{ "type": "object" }""").Compile().CreateCatalog();

        Assert.That(
            catalog.FinalHandlers.Select(one => (one.Kind, one.Name, one.HandlerName, one.JobType.Name)),
            Is.EqualTo(new[]
            {
                (JobKind.Task, "order.ship", "Final.GiveUpOrder", "Job"),
                (JobKind.Event, "raw", "Final.GiveUpRaw", "Job"),
                (JobKind.Event, "time.*.passed", "Final.GiveUpTime", "Tick"),
            }));
        Assert.That(catalog.FinalHandlers.Select(one => one.Settings), Is.All.SameAs(HandlerSettings.Default));
        Assert.That(catalog.FinalHandlers.Select(one => one.Schema), Is.All.Null);
        Assert.That(catalog.Handlers, Has.Count.EqualTo(4));
    }

    [Test]
    public void Create_WithoutFinalHandlers_WritesNothingOfThem()
    {
        var compiled = SampleProject.Of(Handlers).Compile();

        Assert.That(compiled.CatalogSource, Does.Not.Contain("finalHandlers"));
        Assert.That(compiled.CreateCatalog().FinalHandlers, Is.Empty);
    }

    [Test]
    public void Create_HandlerClassWithOnDeadAlone_IsAddedToTheServices()
    {
        var catalog = SampleProject.Of(
            Handlers + "public sealed class Refunds { [OnDead(\"order.ship\")] public Task Refund(Order order) => Task.CompletedTask; }")
            .Compile().CreateCatalog();

        var services = new ServiceCollection();
        catalog.AddServices(new CatalogServices(services));

        Assert.That(
            services.Select(one => (one.ServiceType.Name, one.Lifetime)), Is.EqualTo(new[] { ("Refunds", ServiceLifetime.Scoped) }));
    }

    [Test]
    public void Create_HandlerOfOneJobAndFinalHandlerOfAnother_IsBoth()
    {
        var project = OnDead(
            """
            [Task("order.refund"), Concurrency(2), RateLimit(5), OnDead("order.ship")]
            public static Task Refund(Order order) => Task.CompletedTask;
            """);
        var catalog = project.Compile().CreateCatalog();

        Assert.That(catalog.FinalHandlers.Select(one => (one.Name, one.HandlerName)), Is.EqualTo(new[] { ("order.ship", "Final.Refund") }));
        Assert.That(catalog.FinalHandlers[0].Settings, Is.SameAs(HandlerSettings.Default));
        Assert.That(
            catalog.Handlers.Single(one => one.Name == "order.refund").Settings,
            Is.EqualTo(new HandlerSettings { Concurrency = 2, RatePermits = 5 }));
        Assert.That(project.Analyze(), Is.Empty);
    }

    [Test]
    public void Create_SeveralRecords_ChooseTheOneThatDeclaresTheJob()
    {
        var project = SampleProject.Of(
            """
            [Task("order.ship")] public sealed record Ship(string Name);
            public sealed class Printer(IDisposable inner) { public void Print() => inner.Dispose(); }
            public static class Workers
            {
                [Task("order.ship")] public static Task Run(Ship job) => Task.CompletedTask;
                [OnDead("order.ship")] public static Task GiveUp(Printer printer, Ship job) => Task.CompletedTask;
            }
            """);

        Assert.That(project.Compile().CreateCatalog().FinalHandlers.Single().JobType.Name, Is.EqualTo("Ship"));
        Assert.That(project.Analyze(), Is.Empty);
    }

    [Test]
    public async Task Run_InstanceMethod_GetsTheJobAndTheFailure()
    {
        var assembly = SampleProject.Of(
            Handlers +
            """
            public sealed class Refunds(List<string> seen)
            {
                [OnDead("order.ship")]
                public async ValueTask Refund(JobContext context, Order order)
                {
                    await Task.Yield();
                    seen.Add($"{order.Name} {context.Failure?.Reason} {context.Failure?.Attempt}");
                }
            }
            """).Compile().Load();
        var seen = new List<string>();
        var refunds = assembly.GetType("Refunds")!;

        await CompiledProject.CreateCatalog(assembly).FinalHandlers.Single().RunAsync(
            Activator.CreateInstance(assembly.GetType("Order")!, "book"),
            new SampleServices().AddAs(refunds, Activator.CreateInstance(refunds, seen)!),
            new JobFailure("exhausted", 2, null));

        Assert.That(seen, Is.EqualTo(new[] { "book exhausted 2" }));
    }

    [Test]
    public void Compile_FinalHandlersWithErrors_AreLeftOutWithoutFurtherErrors()
    {
        var compiled = OnDead(
            """
            [Task("broken")] public static void Broken() { }
            [OnDead("broken")] public static Task OfABrokenHandler() => Task.CompletedTask;
            [OnDead("absent")] public static Task OfNoHandler() => Task.CompletedTask;
            [OnDead("order.ship")] public static void NoTask() { }
            [OnDead("raw")] public static Task Good() => Task.CompletedTask;
            """).Compile();

        Assert.That(compiled.Complaints, Is.Empty);
        Assert.That(compiled.CreateCatalog().FinalHandlers.Select(one => one.Name), Is.EqualTo(new[] { "raw" }));
    }

    [TestCase("[OnDead(\"order.ship\")] public static Task One(Missing job) => Task.CompletedTask;", "CS0246")]
    [TestCase("[OnDead] public static Task One() => Task.CompletedTask;", "CS7036")]
    [TestCase(
        "[Task(\"a\")] public static Task Run(Missing job) => Task.CompletedTask; "
        + "[OnDead(\"a\")] public static Task One(Order job) => Task.CompletedTask;",
        "CS0246")]
    public void Compile_CodeThatTheCompilerRefuses_GivesNoFurtherErrors(string method, string error)
    {
        var project = OnDead(method);

        Assert.That(project.Compile().Complaints.Select(one => one.Id), Is.EqualTo(new[] { error }));
        Assert.That(project.Analyze(), Is.Empty);
    }

    [Test]
    public void DuplicateHandler_TwoForOneName_IsReportedAtTheSecond() =>
        OnDead(
            """
            [OnDead("order.ship")] public static Task One(Order order) => Task.CompletedTask;
            [OnDead("order.ship")] public static Task Two() => Task.CompletedTask;
            """).AssertReports("PONOS001", "'order.ship' has two methods with [OnDead]", "'Final.One' and 'Final.Two'");

    [TestCase("order ship", "'order ship'", "cannot be the job's name")]
    [TestCase("order.sh*", "'order.sh*'", "'*' (one word)")]
    public void BadName_OnFinalHandler_IsReported(string name, params string[] words) =>
        OnDead($"[OnDead(\"{name}\")] public static Task One() => Task.CompletedTask;").AssertReports("PONOS002", [.. words, "Final.One"]);

    [TestCase("void One() { }", "PONOS003", "returns void")]
    [TestCase("Task<int> One() => Task.FromResult(1);", "PONOS003", "'Task<int>'")]
    [TestCase("Task One(Order order, int number) => Task.CompletedTask;", "PONOS004", "'number'")]
    [TestCase("Task One(Order order, Tick tick) => Task.CompletedTask;", "PONOS004", "second job")]
    [TestCase("Task One(Order order, JobFailure failure) => Task.CompletedTask;", "PONOS004", "take JobContext, whose Failure it is")]
    [TestCase("Task One(JobFailure? failure) => Task.CompletedTask;", "PONOS004", "take JobContext, whose Failure it is")]
    [TestCase("Task One<T>() => Task.CompletedTask;", "PONOS008", "the method is generic")]
    public void Signature_AsOfAHandler_IsReported(string method, string id, string word) =>
        OnDead("[OnDead(\"order.ship\")] public static " + method).AssertReports(id, "One", word);

    [TestCase("raw")]
    [TestCase("order.ship")]
    public void NoJsonObject_AsTheJob_IsReportedAlone(string name) =>
        OnDead($"[OnDead(\"{name}\")] public static Task One(int number) => Task.CompletedTask;")
            .AssertReports("PONOS005", "'int'", "'Final.One'");

    [Test]
    public void Unreachable_LocalFunction_IsReported() =>
        OnDead("public static void Two() { [OnDead(\"order.ship\")] static Task One() => Task.CompletedTask; _ = One(); }")
            .AssertReports("PONOS008", "a local function");

    [TestCase("order.ship", "Tick", "'Order'", "'Tick'", "take the type of 'Workers.Ship' in 'Final.One', or Ponos.Job")]
    [TestCase("raw", "Tick", "'Ponos.Job'", "'Tick'", "take Ponos.Job in 'Final.One'")]
    [TestCase("none", "Tick", "'Ponos.Job'", "'Tick'", "take Ponos.Job in 'Final.One'")]
    public void TwoTypes_OfHandlerAndFinalHandler_IsReported(string name, string type, params string[] words) =>
        OnDead($"[OnDead(\"{name}\")] public static Task One({type} job) => Task.CompletedTask;")
            .AssertReports("PONOS009", [.. words, $"'{name}'"]);

    [TestCase("order.ship", "Order job")]
    [TestCase("order.ship", "Job job, JobContext context, CancellationToken ct, IService service")]
    [TestCase("order.ship", "")]
    [TestCase("time.*.passed", "Tick job")]
    [TestCase("raw", "Job job")]
    [TestCase("none", "Job job")]
    [TestCase("none", "")]
    public void OnDead_AsItsHandlerOrAsJson_IsNotReported(string name, string parameters) =>
        OnDead($"[OnDead(\"{name}\")] public static Task One({parameters}) => Task.CompletedTask;").AssertReportsNothing();

    [TestCase("order.shipped")]
    [TestCase("Order.Ship")]
    [TestCase("time.one-day.passed")]
    [TestCase("#")]
    public void OnDeadWithoutHandler_NameOfNone_IsReported(string name) =>
        OnDead($"[OnDead(\"{name}\")] public static Task One() => Task.CompletedTask;")
            .AssertReports("PONOS014", "'Final.One' would never run", $"'{name}'");

    [Test]
    public void OnDeadWithoutHandler_RecordAlone_IsReported() =>
        SampleProject.Of(
            """
            [Task("a")] public sealed record One(string Name);
            public static class Final { [OnDead("a")] public static Task GiveUp(One job) => Task.CompletedTask; }
            """).AssertReports("PONOS014", "'a'");

    [Test]
    public void OnDeadWithoutHandler_HandlerInAReferencedProject_IsReported() =>
        new SampleProject("Host", "public static class Final { [OnDead(\"raw\")] public static Task GiveUp() => Task.CompletedTask; }")
            .Referencing(new SampleProject("Images", Handlers).Compile())
            .AssertReports("PONOS014", "'raw'");

    [Test]
    public void OnDeadWithoutHandler_HandlerWithAnError_IsNotReportedBesides() =>
        OnDead(
            """
            [Task("broken")] public static void Broken() { }
            [OnDead("broken")] public static Task GiveUp() => Task.CompletedTask;
            """).AssertReports("PONOS003", "Final.Broken");

    [TestCase("Retry(MaxAttempts = 2)", "[Retry]")]
    [TestCase("Timeout(\"1s\")", "[Timeout]")]
    [TestCase("Concurrency(2)", "[Concurrency]")]
    [TestCase("Prefetch(2)", "[Prefetch]")]
    [TestCase("RateLimit(2)", "[RateLimit]")]
    [TestCase("Queue(MaxLength = 2)", "[Queue]")]
    public void WithoutEffect_SettingsOfAFinalHandler_IsReported(string attribute, string word) =>
        OnDead($"[OnDead(\"raw\"), {attribute}] public static Task One() => Task.CompletedTask;")
            .AssertReports("PONOS010", word, "runs once, without settings", "the job's handler");

    private static SampleProject OnDead(string members) =>
        SampleProject.Of(Handlers + $"public static class Final\n{{\n{members}\n}}");
}
