using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Core.Tests.Support;
using Ponos.Handlers;
using Ponos.Testing;
using Ponos.Topology;
using Ponos.Transport;
using Ponos.Transport.InMemory;

namespace Ponos.Core.Tests.Hosting;

/// <summary>When the test kit takes services for idle: when nothing is left to do before the clock moves, and not before.</summary>
public sealed class IdleTests
{
    private const int Webs = 40;
    private const int MostPauses = 500;

    /// <summary>At the first look after the wait, every time; and in the end nothing was lost on the way.</summary>
    [Test]
    public void WhenIdle_WhateverWebOfHandlers_NothingIsLeftToDo() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Webs),
        Prop.ForAll(
            (from nodes in (
                from concurrency in Gen.Choose(1, 4)
                from perMinute in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 30)))
                from inProcess in Gen.Elements(true, false)
                select new WebNode(concurrency, perMinute, inProcess)).NonEmptyListOf()
             from jobs in Gen.Choose(0, 999).ArrayOf(6)
             from steps in Gen.Choose(0, 90).ArrayOf(5)
             select (nodes: nodes.ToArray(), jobs, steps)).ToArbitrary(),
            plan => RunAsync(plan.nodes, plan.jobs, plan.steps).GetAwaiter().GetResult()));

    [Test]
    public async Task WhenIdle_CopyOfAJobThatWaitsForItsNextAttempt_WaitsForItAndForTheClock()
    {
        await using var harness = await PonosHarness.StartAsync(services => services
            .AddPonos("s", HandlerCatalog.Empty, options => options.Retry.InProcessLimit = TimeSpan.FromMinutes(1))
            .MapTask("t", (Job _, JobContext context) => context.Attempt == 1 ? throw new IOException("once") : Task.CompletedTask)
                .WithConcurrency(2)
                .WithRetry(delay: TimeSpan.FromSeconds(30), jitter: false));
        await harness.PublishTaskAsync("t", new { }, new PublishOptions { MessageId = "one" });
        await harness.PublishTaskAsync("t", new { }, new PublishOptions { MessageId = "one" });

        await harness.WhenIdleAsync();
        Assert.That(harness.Settled, Is.Empty);
        await harness.AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.That(harness.Settled.Select(job => job.Outcome), Is.EquivalentTo(new[] { JobOutcome.Succeeded, JobOutcome.Duplicate }));
    }

    [Test]
    public async Task WhenIdle_JobsBehindOneThatWaitsForTheClock_Rest()
    {
        await using var harness = await PonosHarness.StartAsync(services => services
            .AddPonos("s", HandlerCatalog.Empty, options => options.Retry.InProcessLimit = TimeSpan.FromMinutes(1))
            .MapTask("t", (Job _, JobContext context) => context.Attempt == 1 ? throw new IOException("once") : Task.CompletedTask)
                .WithConcurrency(1)
                .WithPrefetch(2)
                .WithRetry(delay: TimeSpan.FromSeconds(30), jitter: false));
        for (var i = 0; i < 5; i++)
        {
            await harness.PublishTaskAsync("t", new { });
        }

        await harness.AdvanceAsync(TimeSpan.FromSeconds(61));

        Assert.That(harness.Settled, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task WhenIdle_DeadJobForWhoseQueueThereIsNoRoom_WaitsForTheClock()
    {
        var layer = new RefusingLayer(QueueNames.Dead("s.t"));
        await using var harness = await PonosHarness.StartAsync(services =>
        {
            services.AddKeyedSingleton<ITransportLayer>("s", layer);
            services.AddPonos("s", HandlerCatalog.Empty).MapTask("t", Task (Job _) => throw new WorkerStopException("It cannot be."));
        });
        var broker = harness.Services.GetRequiredService<InMemoryBroker>();
        await harness.PublishTaskAsync("t", new { });

        await harness.WhenIdleAsync();
        Assert.That(broker.CountUnsettled("s.t"), Is.EqualTo(1));
        layer.IsFull = false;
        await harness.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.That((broker.CountUnsettled("s.t"), broker.CountReady("s.t.dead")), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task WhenIdle_ResumeBeforehand_WaitsForWhatItLetsGo()
    {
        await using var harness = await PonosHarness.StartAsync(
            services => services.AddPonos("s", HandlerCatalog.Empty).MapTask("t", (Job _) => Task.CompletedTask));
        var control = harness.Services.GetRequiredService<IWorkerControl>();
        for (var i = 1; i <= 50; i++)
        {
            await control.PauseAsync("t", "It is late.");
            await harness.PublishTaskAsync("t", new { });
            await harness.WhenIdleAsync();
            Assert.That(harness.Settled, Has.Count.EqualTo(i - 1));

            control.Resume("t");
            await harness.WhenIdleAsync();

            Assert.That(harness.Settled, Has.Count.EqualTo(i));
        }
    }

    [Test]
    public async Task WhenIdle_HandlerThatDoesNotEnd_SaysWhichQueueIsAtWork()
    {
        var end = new TaskCompletionSource();
        await using var harness = await PonosHarness.StartAsync(services => services.AddPonos("s", HandlerCatalog.Empty)
            .MapTask("endless", (Job _) => end.Task)
            .MapTask("short", (Job _) => Task.CompletedTask));
        harness.Patience = TimeSpan.FromMilliseconds(50);
        await harness.PublishTaskAsync("endless", new { });
        await harness.PublishTaskAsync("short", new { });

        await Assert.ThatAsync(
            harness.WhenIdleAsync,
            Throws.TypeOf<TimeoutException>()
                .With.Message.Contains("s.endless (Consuming, 1 running, 0 waiting")
                .And.Message.Not.Contains("s.short"));
        end.SetResult();
    }

    private static async Task<bool> RunAsync(WebNode[] nodes, int[] jobs, int[] steps)
    {
        await using var web = new JobWeb(nodes);
        await web.StartAsync();
        foreach (var job in jobs)
        {
            await web.PublishAsync(job, depth: 4);
        }

        await web.Harness.WhenIdleAsync();
        Refuse(web.LeftToDo());
        foreach (var step in steps)
        {
            await web.Harness.AdvanceAsync(TimeSpan.FromSeconds(step));
            Refuse(web.LeftToDo());
            if (step % 2 == 0)
            {
                web.ResumeAll();
                await web.Harness.WhenIdleAsync();
                Refuse(web.LeftToDo());
            }
        }

        // Whoever is let go may pause another, and each of its attempts does.
        for (var left = MostPauses; left > 0 && web.Unsettled().Any(); left--)
        {
            web.ResumeAll();
            await web.Harness.AdvanceAsync(TimeSpan.FromMinutes(2));
            Refuse(web.LeftToDo());
        }

        Refuse(web.Unsettled().Select(id => $"{id} was lost"));
        return true;
    }

    private static void Refuse(IEnumerable<string> left) => Assert.That(left, Is.Empty);
}
