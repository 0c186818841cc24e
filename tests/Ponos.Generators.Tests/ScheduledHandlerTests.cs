using Khronos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Contracts;
using Ponos.Generators.Tests.Support;
using Ponos.Handlers;
using Ponos.Hosting;

namespace Ponos.Generators.Tests;

/// <summary><c>[Every]</c> and <c>[Cron]</c>: the handler is bound, and the schedule asked for, by the attribute alone.</summary>
public sealed class ScheduledHandlerTests
{
    private const string Example =
        """
        using Khronos;

        public sealed class Store;

        public sealed class ImageWorkers
        {
            [Every("10m"), Timeout("1m")]
            public Task Prune(TimePassed tick, Store store, CancellationToken ct) => Task.CompletedTask;

            [Every("one-hour")]
            public static Task Hourly() => Task.CompletedTask;

            [Every("60m", Name = "late-hour", Offset = "5m", Jitter = "10s", CatchUp = CatchUp.All)]
            public static Task Late(Job tick) => Task.CompletedTask;

            [Cron("0 3 * * MON-FRI", "Europe/Berlin")]
            public static Task NightlyReport(TimePassed tick) => Task.CompletedTask;

            [Cron("H 4 * * *", Name = "backup", CatchUp = CatchUp.Skip)]
            public static Task BackUp() => Task.CompletedTask;
        }
        """;

    [Test]
    public void For_Service_BindsEachHandlerToItsEvent()
    {
        var catalog = SampleProject.Of(Example).Compile().CreateCatalog();

        Assert.That(catalog.Handlers, Is.Empty, "Their names depend on the service.");
        var images = catalog.For("images");

        Assert.That(images.Handlers.Select(one => (one.Kind, one.Name, one.HandlerName, one.JobType.Name)), Is.EquivalentTo(new[]
        {
            (JobKind.Event, "time.ten-minutes.passed", "ImageWorkers.Prune", "TimePassed"),
            (JobKind.Event, "time.one-hour.passed", "ImageWorkers.Hourly", "Job"),
            (JobKind.Event, "time.late-hour.passed", "ImageWorkers.Late", "Job"),
            (JobKind.Event, "time.images-image-workers-nightly-report.passed", "ImageWorkers.NightlyReport", "TimePassed"),
            (JobKind.Event, "time.backup.passed", "ImageWorkers.BackUp", "Job"),
            (JobKind.Event, "khronos.*.rejected", "Khronos.Scheduling.RejectionEar", "ScheduleRejected"),
        }));
        Assert.That(
            images.Handlers.Single(one => one.HandlerName == "ImageWorkers.Prune").Settings.AttemptTimeout,
            Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(
            images.Contracts.Select(one => (one.Kind, one.Name, one.Service)),
            Is.EqualTo(new[] { (JobKind.Task, "khronos.schedule.put", "khronos") }));
    }

    [Test]
    public void For_Service_AsksForWhatKhronosDoesNotPublishUnasked()
    {
        var services = new ServiceCollection();
        SampleProject.Of(Example).Compile().CreateCatalog().For("images").AddServices(new CatalogServices(services));

        var schedules = services.Where(one => one.ServiceType == typeof(PutSchedule))
            .Select(one => (PutSchedule)one.KeyedImplementationInstance!);

        Assert.That(schedules, Is.EquivalentTo(new[]
        {
            new PutSchedule { Name = "ten-minutes", Every = "10m" },
            new PutSchedule { Name = "late-hour", Every = "60m", Offset = "5m", Jitter = "10s", CatchUp = CatchUp.All },
            new PutSchedule { Name = "images-image-workers-nightly-report", Cron = "0 3 * * MON-FRI", TimeZone = "Europe/Berlin" },
            new PutSchedule { Name = "backup", Cron = "H 4 * * *", TimeZone = "UTC", CatchUp = CatchUp.Skip },
        }));
        Assert.That(
            services.Count(one => one.ServiceType == typeof(IHostedService) && one.ImplementationFactory is not null), Is.EqualTo(1));
    }

    [Test]
    public void For_SeveralProjects_MakesOneRequest()
    {
        var one = SampleProject.Of("""public static class A { [Khronos.Every("2m")] public static Task Run() => Task.CompletedTask; }""")
            .Compile()
            .CreateCatalog();
        var other = SampleProject.Of("""public static class B { [Khronos.Every("3m")] public static Task Run() => Task.CompletedTask; }""")
            .Compile()
            .CreateCatalog();
        var services = new ServiceCollection();

        HandlerCatalog.Merge(one, other).For("s").AddServices(new CatalogServices(services));

        Assert.That(services.Count(known => known.ServiceType == typeof(PutSchedule)), Is.EqualTo(2));
        Assert.That(
            services.Count(known => known.ServiceType == typeof(IHostedService) && known.ImplementationFactory is not null), Is.EqualTo(1));
    }

    [Test]
    public void For_OnlyBuiltInIntervals_AsksForNothing()
    {
        var catalog = SampleProject.Of(
            """public static class A { [Khronos.Every("24h")] public static Task Run() => Task.CompletedTask; }""")
            .Compile()
            .CreateCatalog()
            .For("s");
        var services = new ServiceCollection();
        catalog.AddServices(new CatalogServices(services));

        Assert.That(catalog.Handlers.Single().Name, Is.EqualTo(TimeEvents.OneDay));
        Assert.That(catalog.Contracts, Is.Empty);
        Assert.That(services, Is.Empty);
    }

    [Test]
    public void OnDead_OfAnInterval_BelongsToItsHandler()
    {
        var catalog = SampleProject.Of(
            """
            public static class A
            {
                [Khronos.Every("10m")] public static Task Run() => Task.CompletedTask;
                [OnDead("time.ten-minutes.passed")] public static Task Died(Job tick) => Task.CompletedTask;
            }
            """).Compile().CreateCatalog().For("s");

        Assert.That(catalog.FinalHandlers.Single().Name, Is.EqualTo(catalog.Handlers[0].Name));
    }

    [Test]
    public void Interval_AndItsEvent_AreOneName() =>
        SampleProject.Of(
            """
            public static class A
            {
                [Khronos.Every("600s")] public static Task One() => Task.CompletedTask;
                [Event("time.ten-minutes.passed")] public static Task Two() => Task.CompletedTask;
            }
            """).AssertReports("PONOS001", "time.ten-minutes.passed", "A.One", "A.Two");

    [TestCase("Every(\"soon\")", "PONOS015", "'soon'")]
    [TestCase("Every(\"1000d\")", "PONOS015", "'1000d'")]
    [TestCase("Every(null!)", "PONOS015", "'null'")]
    [TestCase("Every(\"10m\", Name = \"a\", Offset = \"10m\")", "PONOS015", "Offset", "shorter than the interval")]
    [TestCase("Every(\"10m\", Name = \"a\", Jitter = \"x\")", "PONOS015", "Jitter", "'x'")]
    [TestCase("Cron(\"0 3 * *\")", "PONOS016", "it has 4 fields")]
    [TestCase("Cron(\"0 25 * * *\")", "PONOS016", "'25' is no hour", "from 0 to 23")]
    [TestCase("Cron(\"0 3 * * MONDAY\")", "PONOS016", "'MONDAY' is no day of the week")]
    [TestCase("Cron(\"@reboot\")", "PONOS016", "'@reboot'")]
    [TestCase("Cron(null!)", "PONOS016", "it is null")]
    [TestCase("Cron(\"0 3 * * *\", \"W. Europe Standard Time\")", "PONOS017", "W. Europe Standard Time")]
    [TestCase("Cron(\"0 3 * * *\", \"+01:00\")", "PONOS017", "+01:00")]
    [TestCase("Cron(\"0 3 * * *\", \"\")", "PONOS017", "Europe/Berlin")]
    [TestCase("Cron(\"0 3 * * *\", Name = \"Nightly\")", "PONOS018", "'Nightly'")]
    [TestCase("Cron(\"0 3 * * *\", Name = \"one-hour\")", "PONOS018", "'one-hour'")]
    [TestCase("Every(\"10m\", Name = \"one-hour\")", "PONOS018", "'one-hour'")]
    [TestCase("Every(\"10m\", Jitter = \"10s\")", "PONOS018", "'ten-minutes'", "Name of its own")]
    [TestCase("Every(\"10m\", CatchUp = Khronos.CatchUp.All)", "PONOS018", "'ten-minutes'")]
    [TestCase("Every(\"10m\", Name = \"a\", CatchUp = (Khronos.CatchUp)9)", "PONOS007", "CatchUp", "Latest, All, Skip")]
    public void Schedule_ThatIsNone_IsReported(string attribute, string id, params string[] words) =>
        SampleProject.Of($"using Khronos; public static class Workers {{ [{attribute}] public static Task One() => Task.CompletedTask; }}")
            .AssertReports(id, words);

    [TestCase("Order order", "PONOS019", "'order'", "Order")]
    [TestCase("JobContext context, Order order", "PONOS019", "'order'")]
    [TestCase("TimePassed tick, Order order", "PONOS004", "second job")]
    [TestCase("int number", "PONOS004", "'number'")]
    public void Parameter_ThatNoTickIs_IsReported(string parameters, string id, params string[] words) =>
        SampleProject.Of("using Khronos; public sealed record Order(string Id); "
            + $"public static class Workers {{ [Every(\"10m\")] public static Task One({parameters}) => Task.CompletedTask; }}")
            .AssertReports(id, words);

    [TestCase("time.two-hours.passed", "only where a service asks", "[Every(\"two-hours\")]")]
    [TestCase("time.120-minutes.passed", "'time.two-hours.passed'")]
    [TestCase("time.60-minutes.passed", "'time.one-hour.passed'")]
    [TestCase("time.PT1H.passed", "'time.one-hour.passed'")]
    [TestCase("time.one-day-zero.passed")]
    [TestCase("time.2000-days.passed", "below 1000 days")]
    public void Event_TickThatNobodyAsksFor_IsWarnedOf(string name, params string[] words)
    {
        var project = SampleProject.Of(
            $"public static class Workers {{ [Event(\"{name}\")] public static Task One(Job tick) => Task.CompletedTask; }}");
        if (words.Length == 0)
        {
            project.AssertReportsNothing();
        }
        else
        {
            project.AssertReports("PONOS021", words);
        }
    }

    [TestCase("time.one-hour.passed")]
    [TestCase("time.five-minutes.passed")]
    [TestCase("time.*.passed")]
    [TestCase("time.nightly-report.passed")]
    [TestCase("time.two-hours")]
    [TestCase("images.two-hours.passed")]
    public void Event_TickThatMayCome_IsNotWarnedOf(string name) =>
        SampleProject.Of($"public static class Workers {{ [Event(\"{name}\")] public static Task One(Job tick) => Task.CompletedTask; }}")
            .AssertReportsNothing();

    [Test]
    public void Handler_WithTwoSchedules_IsBoundToBoth()
    {
        var project = SampleProject.Of(
            """using Khronos; public static class A { [Every("10m"), Cron("0 3 * * *")] public static Task Run(TimePassed tick) => Task.CompletedTask; }""");

        project.AssertReportsNothing();
        Assert.That(
            project.Compile().CreateCatalog().For("s").Handlers.Select(one => one.Name),
            Is.EquivalentTo(new[] { "time.ten-minutes.passed", "time.s-a-run.passed", "khronos.*.rejected" }));
    }

    [TestCase("One", "Hour", "time.s-one-hour-", TestName = "a name that would read as an interval")]
    [TestCase("docker.EU_1", "Prune", "time.docker-eu-1-workers-prune.passed", TestName = "dots, capitals and underscores")]
    [TestCase("7up", "Prune", "time.s-7up-workers-prune-", TestName = "a name that begins with a digit")]
    public void NameOf_CronWithoutOne_IsMadeOfServiceAndHandler(string service, string method, string expected)
    {
        var type = service == "One" ? "" : "Workers.";
        var name = Khronos.Scheduling.HandlerScheduleName.Of(service, type + method);

        Assert.That(name.EventName, Does.StartWith(expected));
        Assert.That(name.Duration, Is.Null);
        Assert.That(Khronos.Scheduling.HandlerScheduleName.Of(service, type + method), Is.EqualTo(name));
    }

    [Test]
    public void NameOf_LongNames_AreCutAndTellApart()
    {
        var names = Enumerable.Range(0, 3)
            .Select(i => Khronos.Scheduling.HandlerScheduleName.Of("a-service-with-a-long-name", $"{new string('W', 90)}.Run{i}").Text)
            .ToArray();

        Assert.That(names, Is.Unique);
        Assert.That(names.Select(name => name.Length), Is.All.LessThanOrEqualTo(80));
    }
}
