using Microsoft.Extensions.DependencyInjection;
using Ponos.Core.Tests.Support;
using Ponos.Delivery;
using Ponos.Handlers;
using Ponos.Hosting;
using Ponos.Testing;
using Ponos.Transport;

namespace Ponos.Core.Tests.Delivery;

/// <summary>How many jobs are in hand: on the embedded broker, and on a clock that stands still.</summary>
public sealed class PrefetchTests
{
    [TestCase(1, 0, 200)]
    [TestCase(1, 1, 200)]
    [TestCase(1, 10, 25)]
    [TestCase(1, 250, 1)]
    [TestCase(1, 60_000, 1)]
    [TestCase(10, 100, 25)]
    [TestCase(10, 60_000, 10)]
    [TestCase(500, 1, 1000)]
    [TestCase(500, 60_000, 500)]
    public void Rule_JobsOfADuration_AreAQuarterOfASecondOfWorkWithinTheBounds(int concurrency, int milliseconds, int expected) =>
        Assert.That(new PrefetchRule(concurrency).For(TimeSpan.FromMilliseconds(milliseconds)), Is.EqualTo(expected));

    /// <summary>From whatever number, for whatever jobs, one change is enough: there is no going to and fro.</summary>
    [Test]
    public void Rule_AnyNumberAndDuration_SettlesAtOnce([Values(1, 2, 7, 100, 5000)] int concurrency)
    {
        var rule = new PrefetchRule(concurrency);
        for (var current = concurrency; current <= rule.Most; current++)
        {
            for (var microseconds = 1L; microseconds < 100_000_000; microseconds *= 3)
            {
                var wanted = rule.For(TimeSpan.FromMicroseconds(microseconds));
                Assert.That(wanted, Is.InRange(concurrency, rule.Most));
                Assert.That(rule.IsWorth(wanted, wanted), Is.False);
                Assert.That(!rule.IsWorth(wanted, current) || !rule.IsWorth(wanted, wanted));
            }
        }
    }

    [Test]
    public async Task Auto_ShortJobs_AreTakenByHundreds()
    {
        await using var ponos = await StartAsync(_ => Task.CompletedTask);
        var tuner = Worker(ponos).Tuner!;
        Assert.That(tuner.Current, Is.EqualTo(8));

        for (var i = 0; i < 50; i++)
        {
            await ponos.PublishTaskAsync("s.task", new { });
        }

        await EventuallyAsync(() => tuner.Current == 200);
        await ponos.WhenIdleAsync();
        Assert.That(ponos.Settled, Has.Count.EqualTo(50));
    }

    [Test]
    public async Task Auto_JobThatTakesLong_KeepsNoneBehindIt()
    {
        var release = new TaskCompletionSource();
        await using var ponos = await StartAsync(_ => release.Task);
        var worker = Worker(ponos);
        for (var i = 0; i < 20; i++)
        {
            await ponos.PublishTaskAsync("s.task", new { });
        }

        await EventuallyAsync(() => worker.Slots is { Running: 1, Pending: 7 });
        await EventuallyAsync(() =>
        {
            ponos.Clock.Advance(TimeSpan.FromSeconds(1));
            return worker.Tuner!.Current == 1 && worker.Slots.Pending <= 1;
        });

        release.SetResult();
        await ponos.WhenIdleAsync();
        Assert.That(ponos.Settled.Select(job => job.Outcome), Is.All.EqualTo(JobOutcome.Succeeded));
        Assert.That(ponos.Settled, Has.Count.EqualTo(20));
    }

    /// <summary>
    /// More places than the bound are taken by what waits for the broker; short jobs that end beside it must not take them back.
    /// </summary>
    [Test]
    public async Task Auto_PlacesTakenForGood_AreGivenBesideAndStay()
    {
        await using var ponos = await StartAsync(_ => Task.CompletedTask);
        var (tuner, receiver) = (Worker(ponos).Tuner!, new PinnedReceiver { Unsettled = 300 });
        tuner.Use(receiver);
        await EventuallyAsync(() =>
        {
            tuner.Arrived(bytes: 100);
            ponos.Clock.Advance(TimeSpan.FromSeconds(1));
            return tuner.Current == 308;
        });

        for (var i = 0; i < 100; i++)
        {
            tuner.Ended(TimeSpan.FromMicroseconds(10));
        }

        await EventuallyAsync(() => tuner.Current == 500);
        Assert.That(receiver.Asked, Is.Ordered, "No place was taken back.");
        receiver.Unsettled = 0;
        await EventuallyAsync(() =>
        {
            tuner.Arrived(bytes: 100);
            ponos.Clock.Advance(TimeSpan.FromSeconds(1));
            return tuner.Current == 200;
        });
    }

    [Test]
    public async Task Auto_LargeBodies_HasFewerInHand()
    {
        await using var ponos = await StartAsync(_ => Task.CompletedTask);
        var (tuner, receiver) = (Worker(ponos).Tuner!, new PinnedReceiver());
        tuner.Use(receiver);

        tuner.Arrived(bytes: 15 * 1024 * 1024);
        await EventuallyAsync(() => tuner.Current == 2);
        for (var i = 0; i < 100; i++)
        {
            tuner.Ended(TimeSpan.FromMicroseconds(10));
        }

        Assert.That(tuner.Current, Is.EqualTo(2), "However short the jobs are.");
        for (var i = 0; i < 200; i++)
        {
            tuner.Arrived(bytes: 100);
        }

        tuner.Ended(TimeSpan.FromMicroseconds(10));
        await EventuallyAsync(() => tuner.Current == 200);
    }

    [Test]
    public async Task Number_WhateverTheJobs_StaysThatNumber()
    {
        await using var ponos = await StartAsync(_ => Task.CompletedTask, new HandlerSettings { Prefetch = 5 });

        Assert.That((Worker(ponos).Tuner, Worker(ponos).Plan.Prefetch), Is.EqualTo(((PrefetchTuner?)null, 5)));
    }

    [Test]
    public async Task Auto_SingleActiveConsumerOrBroadcast_KeepsItsConsumer()
    {
        await using var single = await StartAsync(_ => Task.CompletedTask, new HandlerSettings { SingleActiveConsumer = true });

        Assert.That((Worker(single).Tuner, Worker(single).Plan.Prefetch), Is.EqualTo(((PrefetchTuner?)null, 100)));
    }

    private static QueueWorker Worker(PonosHarness ponos) => ponos.Services.GetRequiredKeyedService<WorkerServer>("s").Workers[0];

    private static Task<PonosHarness> StartAsync(Func<Job, Task> handle, HandlerSettings? settings = null) =>
        PonosHarness.StartAsync(services =>
            services.AddPonos("s", HandlerCatalog.Empty)
                .MapTask("s.task", handle, settings ?? new HandlerSettings { AttemptTimeout = TimeSpan.FromHours(1) }));

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.That(TimeProvider.System.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(30)), "It did not come to be.");
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
    }

    private sealed class PinnedReceiver : IReceiver
    {
        public System.Collections.Concurrent.ConcurrentQueue<int> Asked { get; } = new();

        public int Unsettled { get; set; }

        public Task SetPrefetchAsync(int prefetch, CancellationToken cancellationToken)
        {
            Asked.Enqueue(prefetch);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
