using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ponos.Contracts;
using Ponos.Core.Tests.Support;
using Ponos.Handlers;
using Ponos.Testing;

namespace Ponos.Core.Tests.Delivery;

/// <summary>A validator that has no verdict is no fault of the job's: the job goes back, the queue waits, nothing is lost.</summary>
public sealed class ContractCheckPauseTests
{
    private SwitchedContracts _contracts = null!;
    private PonosHarness _ponos = null!;
    private int _ran;

    [SetUp]
    public async Task StartAsync()
    {
        _contracts = new SwitchedContracts();
        _ran = 0;
        _ponos = await PonosHarness.StartAsync(services => services.AddPonos("pauses", HandlerCatalog.Empty)
            .UseJson(_ => new JobJson(new SystemTextJsonSerializer(SystemTextJsonSerializer.CreateOptions()), _contracts))
            .MapTask("one", (Job job) => Count(), new HandlerSettings { Concurrency = 3 })
            .MapEvent("all", (Job job) => Count(), new HandlerSettings { Broadcast = true }));
    }

    [TearDown]
    public async Task StopAsync() => await _ponos.DisposeAsync();

    [Test]
    public async Task Deliver_ChecksUnavailable_GoesBackAndRunsWhenTheyAreAgain()
    {
        _contracts.Admitted = 0;
        for (var i = 0; i < 20; i++)
        {
            await _ponos.SendForeignAsync("pauses", "one", "{}"u8.ToArray());
        }

        var back = await _ponos.SettledAsync(job => job.Outcome == JobOutcome.Interrupted, "a job went back");
        await _ponos.AdvanceAsync(TimeSpan.FromMinutes(50));
        Assert.That(back.Attempt, Is.EqualTo(1));
        Assert.That(_ran, Is.Zero);
        Assert.That(
            _ponos.Settled,
            Has.Count.LessThanOrEqualTo(3).And.All.Property("Outcome").EqualTo(JobOutcome.Interrupted),
            "A paused queue hands nothing out.");
        Assert.That((await HealthAsync()).Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That((await HealthAsync()).Description, Does.Contain("pauses.one").And.Contain("no more today"));

        _contracts.Admitted = int.MaxValue;
        await _ponos.AdvanceAsync(TimeSpan.FromSeconds(30));
        await _ponos.SettledAsync(_ => _ponos.Settled.Count(job => job.Outcome == JobOutcome.Succeeded) == 20, "all of them were handled");
        Assert.That(_ran, Is.EqualTo(20));
        Assert.That((await HealthAsync()).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task Deliver_ChecksUnavailableAgain_PausesAgain()
    {
        for (var round = 1; round <= 3; round++)
        {
            _contracts.Admitted = 0;
            await _ponos.SendForeignAsync("pauses", "one", "{}"u8.ToArray());
            await _ponos.AdvanceAsync(TimeSpan.FromMinutes(5));
            Assert.That(_ran, Is.EqualTo(round - 1));

            _contracts.Admitted = int.MaxValue;
            await _ponos.AdvanceAsync(TimeSpan.FromMinutes(1));
            Assert.That(_ran, Is.EqualTo(round));
        }
    }

    [Test]
    public async Task Deliver_BroadcastWithChecksUnavailable_IsNotLost()
    {
        _contracts.Admitted = 1; // The publisher's check.
        await _ponos.PublishEventAsync("all", new { });
        await _ponos.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.That(_ran, Is.Zero);

        _contracts.Admitted = int.MaxValue;
        await _ponos.AdvanceAsync(TimeSpan.FromSeconds(30));
        await _ponos.HandledAsync("all");
    }

    [Test]
    public async Task Publish_ChecksUnavailable_IsNoInvalidJob()
    {
        _contracts.Admitted = 0;

        var exception = await Assert.ThrowsAsync<PublishException>(() => _ponos.PublishTaskAsync("one", new { }));
        Assert.That(exception, Is.TypeOf<PublishException>());
        Assert.That(exception!.Message, Does.Contain("'one'").And.Contain("no more today"));
    }

    [Test]
    public async Task Stop_WhilePaused_EndsAtOnce()
    {
        _contracts.Admitted = 0;
        await _ponos.SendForeignAsync("pauses", "one", "{}"u8.ToArray());
        await _ponos.SettledAsync(job => job.Outcome == JobOutcome.Interrupted, "a job went back");

        await _ponos.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    }

    private Task Count()
    {
        Interlocked.Increment(ref _ran);
        return Task.CompletedTask;
    }

    private async Task<HealthReportEntry> HealthAsync() =>
        (await _ponos.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["ponos.pauses"];
}
