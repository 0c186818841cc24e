using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ponos.Handlers;
using Ponos.Testing;

namespace Ponos.Core.Tests.Delivery;

/// <summary>A queue that somebody leaves alone for a while, and what can be seen of it.</summary>
public sealed class WorkerControlTests
{
    private readonly ConcurrentQueue<string> _ran = new();

    [SetUp]
    public void Forget() => _ran.Clear();

    [Test]
    public async Task Pause_Queue_HandsNothingOutUntilItIsResumed()
    {
        await using var ponos = await StartAsync();
        var control = ponos.Services.GetRequiredService<IWorkerControl>();

        await control.PauseAsync("one", "the printer is out of paper");
        await ponos.PublishTaskAsync("one", new { });
        await ponos.PublishTaskAsync("two", new { });
        await ponos.AdvanceAsync(TimeSpan.FromHours(3));

        Assert.That(_ran, Is.EqualTo(new[] { "two" }), "Other queues go on.");
        var status = control.Handlers.Single(handler => handler.JobName == "one");
        Assert.That(
            (status.State, status.Pauses.Single().Reason, status.Pauses.Single().NextLook),
            Is.EqualTo((QueueState.Paused, "the printer is out of paper", (DateTimeOffset?)null)));
        var health = await HealthAsync(ponos);
        Assert.That(health.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(health.Description, Does.Contain("s.one").And.Contain("out of paper"));

        control.Resume("one");
        await ponos.HandledAsync("one");
        await ponos.WhenIdleAsync();
        Assert.That(control.Handlers.Single(handler => handler.JobName == "one").State, Is.EqualTo(QueueState.Consuming));
        Assert.That((await HealthAsync(ponos)).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task Pause_WhileAJobRuns_LetsItEndAndGivesTheOthersBack()
    {
        var release = new TaskCompletionSource();
        await using var ponos = await StartAsync(() => release.Task);
        var control = ponos.Services.GetRequiredService<IWorkerControl>();
        for (var i = 0; i < 5; i++)
        {
            await ponos.PublishTaskAsync("one", new { });
        }

        await EventuallyAsync(() => control.Handlers[0].Running.Count == 1);
        await control.PauseAsync("one", "a look");
        Assert.That(control.Handlers[0].Pending, Is.Zero, "What has not begun went back.");
        control.Resume("one");
        await EventuallyAsync(() => control.Handlers[0].State == QueueState.Resuming);
        Assert.That(_ran, Has.Count.EqualTo(1));

        release.SetResult();
        await EventuallyAsync(() => _ran.Count == 5);
        await ponos.WhenIdleAsync();
        Assert.That(ponos.Settled.Select(job => job.Outcome), Is.EqualTo(Enumerable.Repeat(JobOutcome.Succeeded, 5)));
    }

    [Test]
    public async Task Handlers_JobRunning_SayWhichItIs()
    {
        var release = new TaskCompletionSource();
        await using var ponos = await StartAsync(() => release.Task);
        var control = ponos.Services.GetRequiredKeyedService<IWorkerControl>("s");

        await ponos.PublishTaskAsync("one", new { tid = "t-1" }, new PublishOptions { MessageId = "m-1" });
        await EventuallyAsync(() => control.Handlers[0].Running.Count == 1);

        var running = control.Handlers[0].Running[0];
        Assert.That(
            (running.JobName, running.MessageId, running.Tid, running.Attempt, running.Since, running.IsWaiting),
            Is.EqualTo(("one", "m-1", "t-1", 1, ponos.Clock.GetUtcNow(), false)));
        release.SetResult();
        await ponos.WhenIdleAsync();
        Assert.That(control.Handlers[0].Running, Is.Empty);
    }

    [Test]
    public async Task Pause_Broadcast_KeepsItsJobsUntilItIsResumed()
    {
        await using var ponos = await StartAsync();
        var control = ponos.Services.GetRequiredService<IWorkerControl>();

        await control.PauseAsync("all", "a look");
        await ponos.PublishEventAsync("all", new { });
        await ponos.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.That(_ran, Is.Empty);

        control.Resume("all");
        await ponos.HandledAsync("all");
    }

    [Test]
    public async Task Pause_FromWithinTheHandler_GoesOnAfterAResumeFromWithinIt()
    {
        PonosHarness? ponos = null;
        await using var started = ponos = await StartAsync(async () =>
        {
            var control = ponos!.Services.GetRequiredService<IWorkerControl>();
            await control.PauseAsync("one", "by itself");
            control.Resume("one");
        });

        await ponos.PublishTaskAsync("one", new { });
        await ponos.PublishTaskAsync("one", new { });
        await EventuallyAsync(() => _ran.Count == 2);
        await ponos.WhenIdleAsync();
        Assert.That(_ran, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Pause_AgainAndAgain_LosesNothing()
    {
        await using var ponos = await StartAsync(() => Task.Delay(1));
        var control = ponos.Services.GetRequiredService<IWorkerControl>();
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await ponos.PublishTaskAsync("one", new { });
            }
        });
        for (var i = 0; i < 50; i++)
        {
            await control.PauseAsync("one", $"pause {i}");
            control.Resume("one");
        }

        await publishing;
        await EventuallyAsync(() => ponos.Settled.Count == 200);
        Assert.That(_ran, Has.Count.EqualTo(200));
    }

    [Test]
    public async Task Pause_UnknownJob_NamesWhatThereIs()
    {
        await using var ponos = await StartAsync();
        var control = ponos.Services.GetRequiredService<IWorkerControl>();

        Assert.That(
            (await Assert.ThrowsAsync<ArgumentException>(() => control.PauseAsync("three", "a look")))!.Message,
            Does.Contain("three").And.Contain("one, two, all"));
        await Assert.ThrowsAsync<ArgumentException>(() => control.PauseAsync("one", " "));
    }

    [Test]
    public async Task Stop_WhilePaused_EndsAtOnce()
    {
        await using var ponos = await StartAsync();
        await ponos.Services.GetRequiredService<IWorkerControl>().PauseAsync("one", "a look");

        await ponos.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private Task<PonosHarness> StartAsync(Func<Task>? run = null) =>
        PonosHarness.StartAsync(services => services.AddPonos("s", HandlerCatalog.Empty)
            .MapTask("one", (Job job) => Run(job, run))
            .MapTask("two", (Job job) => Run(job, run))
            .MapEvent("all", (Job job) => Run(job, run), new HandlerSettings { Broadcast = true }));

    private Task Run(Job job, Func<Task>? run)
    {
        _ran.Enqueue(job.Name);
        return run?.Invoke() ?? Task.CompletedTask;
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.That(TimeProvider.System.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(30)), "It did not come to be.");
            await Task.Delay(5);
        }
    }

    private static async Task<HealthReportEntry> HealthAsync(PonosHarness ponos) =>
        (await ponos.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["ponos.s"];
}
