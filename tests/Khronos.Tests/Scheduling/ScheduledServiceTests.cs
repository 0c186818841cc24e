using Khronos.Scheduling;
using Khronos.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ponos;
using Ponos.Handlers;
using Ponos.Testing;

namespace Khronos.Tests.Scheduling;

/// <summary>A service with <c>[Every]</c> and <c>[Cron]</c>, and Khronos, on one clock that a test moves: what ran when.</summary>
public sealed class ScheduledServiceTests
{
    /// <summary>A Friday.</summary>
    private static readonly DateTimeOffset Start =
        DateTimeOffset.Parse("2026-11-27T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    [Test, CancelAfter(30_000)]
    public async Task AdvanceAsync_DaysOfAService_RunEverythingAtItsTime()
    {
        await using var ponos = await StartAsync(khronosFirst: true);
        var runs = ponos.Services.GetRequiredService<ClockedRuns>();

        await ponos.AdvanceAsync(TimeSpan.FromDays(3.5));

        var prunes = runs.All.Where(run => run.What == "prune").ToArray();
        Assert.That(prunes.Select(run => run.At), Is.EqualTo(Enumerable.Range(1, 504).Select(i => Start.AddMinutes(10 * i))));
        Assert.That(prunes.Select(run => run.Tick!.ScheduledAt), Is.EqualTo(prunes.Select(run => run.At)));
        Assert.That(prunes.Select(run => run.Tick!.TickId), Is.Unique);
        Assert.That(runs.TimesOf("day"), Is.EqualTo(new[] { "11-28 00:00:00", "11-29 00:00:00", "11-30 00:00:00" }));
        // Delayed by 90 min each.
        Assert.That(runs.TimesOf("sweep"), Is.EqualTo(new[] { "11-28 01:30:00", "11-29 01:30:00", "11-30 01:30:00" }));
        // 3:00 in Berlin, not on the weekend, and tried again after a minute.
        Assert.That(runs.TimesOf("report 1"), Is.EqualTo(new[] { "11-27 02:00:00", "11-30 02:00:00" }));
        Assert.That(runs.TimesOf("report 2"), Is.EqualTo(new[] { "11-27 02:01:00", "11-30 02:01:00" }));
        Assert.That(runs.TimesOf("report 3"), Is.EqualTo(new[] { "11-27 02:02:00", "11-30 02:02:00" }));
        Assert.That(runs.All.First(run => run.What == "report 1").Tick!.Name, Is.EqualTo("clocked-clocked-workers-report"));
        Assert.That(
            ponos.Settled.Select(job => job.Outcome).Distinct(), Is.EquivalentTo(new[] { JobOutcome.Succeeded, JobOutcome.Failed }));
    }

    [Test]
    public async Task Start_ServiceWithSchedules_PutsThemOnceInItsName()
    {
        await using var ponos = await StartAsync(khronosFirst: true);
        await ponos.WhenIdleAsync();

        Assert.That(
            ponos.Published.Where(job => job.Name == PutSchedule.TaskName).Select(job => (job.Service, job.Destination)),
            Is.EqualTo(Enumerable.Repeat(("clocked", "khronos.khronos.schedule.put"), 2)));
        Assert.That(ponos.Published.Count(job => job.Name == ScheduleChanged.JobName), Is.EqualTo(2));
        Assert.That(await HealthAsync(ponos), Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task Start_KhronosComesLater_ServiceRunsAndAsksAgain()
    {
        await using var ponos = await StartAsync(khronosFirst: false);
        Assert.That(await HealthAsync(ponos), Is.EqualTo(HealthStatus.Degraded));
        Assert.That(ponos.Published, Is.Empty);

        await ponos.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.That(await HealthAsync(ponos), Is.EqualTo(HealthStatus.Healthy));
        Assert.That(ponos.Services.GetRequiredService<ClockedRuns>().TimesOf("prune"), Is.EqualTo(new[] { "11-27 00:10:00" }));
    }

    [Test]
    public async Task Start_NoKhronosAtAll_ServiceWorksAndItsHealthSaysWhatIsMissing()
    {
        await using var ponos = await PonosHarness.StartAsync(AddClocked, Start);

        await ponos.AdvanceAsync(TimeSpan.FromHours(1));
        await ponos.PublishAsync(new Sweep(Start));
        await ponos.HandledAsync("clocked.sweep");

        var health = await ponos.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.That(health.Entries["khronos.clocked"].Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(
            health.Entries["khronos.clocked"].Description, Does.Contain("ten-minutes").And.Contain("clocked-clocked-workers-report"));
    }

    [Test]
    public async Task Start_ScheduleThatKhronosRejects_ShowsInTheHealthOfTheService()
    {
        var catalog = ScheduledCatalog.Of(
            "reports",
            Nightly("Workers.Report", "Europe/Berlin"),
            Nightly("Workers.Lost", "Europe/Atlantis"));
        var more = ScheduledCatalog.Of("reports", Nightly("OtherProject.Report", "Europe/Paris"));
        await using var ponos = await PonosHarness.StartAsync(
            services =>
            {
                services.AddKhronos();
                services.AddPonos("reports", HandlerCatalog.Merge(catalog, more));
            },
            Start);
        await ponos.WhenIdleAsync();

        var health = (await ponos.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["khronos.reports"];
        Assert.That(health.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(
            health.Description,
            Does.Contain("reports-workers-lost").And.Contain("'timeZone' is not known").And.Not.Contain("reports-workers-report"));
    }

    [Test]
    public async Task Start_ServiceThatHandlesRejectionsItself_HearsThemBesides()
    {
        var heard = 0;
        var catalog = HandlerCatalog.Merge(
            ScheduledCatalog.Of("reports", Nightly("Workers.Lost", "Europe/Atlantis")),
            new HandlerCatalog(
                [
                    new HandlerDescriptor<ScheduleRejected>(JobKind.Event, ScheduleRejected.JobName, "Workers.OnRejected", (_, _) =>
                    {
                        Interlocked.Increment(ref heard);
                        return Task.CompletedTask;
                    }),
                ],
                []));
        await using var ponos = await PonosHarness.StartAsync(
            services =>
            {
                services.AddKhronos();
                services.AddPonos("reports", catalog);
            },
            Start);
        await ponos.WhenIdleAsync();
        Assert.That(heard, Is.EqualTo(1));
    }

    private static ScheduledHandler<TimePassed> Nightly(string handler, string zone) =>
        new(new PutSchedule { Cron = "0 3 * * *", TimeZone = zone }, handler, (_, _) => Task.CompletedTask);

    private static void AddClocked(IServiceCollection services)
    {
        services.AddSingleton<ClockedRuns>();
        services.AddPonos("clocked");
    }

    private static Task<PonosHarness> StartAsync(bool khronosFirst) => PonosHarness.StartAsync(
        services =>
        {
            if (khronosFirst)
            {
                services.AddKhronos();
            }

            AddClocked(services);
            if (!khronosFirst)
            {
                services.AddKhronos();
            }
        },
        Start);

    private static async Task<HealthStatus> HealthAsync(PonosHarness ponos) =>
        (await ponos.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["khronos.clocked"].Status;
}
