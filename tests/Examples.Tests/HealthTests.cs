using Examples.Health;
using Examples.Tests.Support;
using Khronos;
using Microsoft.Extensions.DependencyInjection;
using Ponos;
using Ponos.Testing;

namespace Examples.Tests;

public class HealthTests
{
    private static readonly TimeSpan EveryWait = TimeSpan.FromMinutes(1);

    [Test]
    public async Task OnThirtyMinutesPassed_SampleTargets_ChecksEachAndRetriesTheOneThatWarmsUp()
    {
        await using var service = await PonosHarness.StartAsync(services => services.AddHealth());

        await service.PublishEventAsync(TimeEvents.ThirtyMinutes, Ticks.At(service.Clock.GetUtcNow(), "thirty-minutes"));
        await service.AdvanceAsync(EveryWait);

        var checks = service.Settled.Where(job => job is { Name: "health.check", Outcome: JobOutcome.Succeeded })
            .Select(job => job.Attempt);
        Assert.That(checks, Is.EqualTo(new[] { 1, 1 + SampleSite.RefusedWhileWarming }));
    }

    [Test]
    public async Task Check_TargetThatIsGone_IsDeadAtOnce()
    {
        using var site = SampleSite.Start();
        await using var service = await PonosHarness.StartAsync(services => services.AddHealth());

        await service.PublishAsync(new CheckHealth("moved", site.Gone));

        var job = await service.DeadAsync("health.check");
        Assert.That(job.Outcome, Is.EqualTo(JobOutcome.Stopped));
        Assert.That(job.Attempt, Is.EqualTo(1));
    }

    [Test]
    public async Task Check_TargetThatNeverAnswersWell_IsDeadAfterTheLastAttempt()
    {
        using var site = SampleSite.Start();
        await using var service = await PonosHarness.StartAsync(services => services.AddHealth());

        await service.PublishAsync(new CheckHealth("unknown", new Uri(site.Gone, "nowhere")));
        await service.AdvanceAsync(EveryWait);

        var job = await service.DeadAsync("health.check");
        Assert.That(job.Outcome, Is.EqualTo(JobOutcome.Exhausted));
        Assert.That(job.Attempt, Is.EqualTo(5));
    }

    [Test]
    public async Task OnThirtyMinutesPassed_ConfiguredTargets_ReplaceTheSamples()
    {
        using var site = SampleSite.Start();
        await using var service = await PonosHarness.StartAsync(services =>
        {
            services.Configure<HealthOptions>(options => options.Targets["mine"] = site.Targets["steady"]);
            services.AddHealth();
        });

        await service.PublishEventAsync(TimeEvents.ThirtyMinutes, Ticks.At(service.Clock.GetUtcNow(), "thirty-minutes"));
        await service.WhenIdleAsync();

        Assert.That(service.Published.Count(job => job.Name == "health.check"), Is.EqualTo(1));
        Assert.That((await service.HandledAsync("health.check")).Attempt, Is.EqualTo(1));
    }
}
