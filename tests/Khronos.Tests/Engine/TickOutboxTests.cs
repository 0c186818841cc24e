using System.Collections.Concurrent;
using Khronos.Naming;
using Khronos.Schedules;
using Khronos.Tests.Support;

namespace Khronos.Tests.Engine;

public sealed class TickOutboxTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task Post_PublishFails_IsTriedAgainUnderTheSameId()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:30Z").WithEvery(Minute).Start();
        rig.Sink.Behaviour = _ => rig.Sink.Tried.Count < 4 ? Task.FromException(new IOException("no broker")) : Task.CompletedTask;
        await AdvanceSlowly(rig, TimeSpan.FromSeconds(50));
        Assert.That(rig.Sink.Tried, Is.EqualTo(Enumerable.Repeat("one-minute@2026-11-23T10:00:00Z", 4)));
        Assert.That(rig.Sink.Published.Single().Missed, Is.Null);
    }

    [Test]
    public async Task Post_PublishFailsUntilTheNextTick_CountsAsMissed()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:30Z").WithEvery(Minute).Start();
        rig.Sink.Behaviour = tick => rig.Clock.GetUtcNow() < DateTimeOffset.Parse("2026-11-23T10:02:30Z")
            ? Task.FromException(new IOException("no broker"))
            : Task.CompletedTask;
        await AdvanceSlowly(rig, TimeSpan.FromMinutes(4));
        await rig.Outbox.WhenIdleAsync();
        Assert.That(
            rig.Sink.Published.Select(tick => tick.Id), Is.EqualTo(["one-minute@2026-11-23T10:02:00Z", "one-minute@2026-11-23T10:03:00Z"]));
        Assert.That(
            rig.Sink.Published[0].Missed,
            Is.EqualTo(new MissedTicks(2, DateTimeOffset.Parse("2026-11-23T10:00:00Z"), DateTimeOffset.Parse("2026-11-23T10:01:00Z"))));
        Assert.That(rig.Sink.Published[0].Kind, Is.EqualTo(TickKind.CatchUp));
    }

    [Test]
    public async Task Post_PublishFailsAndAllAreWanted_KeepsEachInOrder()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:30Z").WithEvery(Minute, CatchUp.All).Start();
        rig.Sink.Behaviour = _ => rig.Clock.GetUtcNow() < DateTimeOffset.Parse("2026-11-23T10:02:30Z")
            ? Task.FromException(new IOException("no broker"))
            : Task.CompletedTask;
        await AdvanceSlowly(rig, TimeSpan.FromMinutes(4));
        Assert.That(rig.Sink.Published.Select(tick => tick.ScheduledAt.Minute), Is.EqualTo([0, 1, 2, 3]));
    }

    [Test]
    public async Task Post_OneSchedulesPublishHangs_OthersAreNotDelayed()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:30Z", concurrency: 2).WithEvery(Minute).WithEvery(Second).Start();
        var gate = new TaskCompletionSource();
        rig.Sink.Behaviour = tick => tick.Schedule.Name.Text == "one-minute" ? gate.Task : Task.CompletedTask;
        rig.AdvanceInSteps(TimeSpan.FromMinutes(2), Second);
        Assert.That(rig.Sink.Of("one-second").Count(), Is.EqualTo(120));
        Assert.That(rig.Sink.Of("one-minute"), Is.Empty);
        gate.SetResult();
        await rig.Outbox.WhenIdleAsync();
        Assert.That(rig.Sink.Of("one-minute").Select(tick => tick.ScheduledAt.Minute), Is.EqualTo([0, 1]));
    }

    [Test]
    public async Task Post_MoreSchedulesThanPlaces_PublishesAllOfThem()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:59Z", concurrency: 3);
        for (var i = 0; i < 50; i++)
        {
            rig.WithEvery(Minute, name: $"schedule-{i}");
        }

        var running = 0;
        var most = 0;
        rig.Sink.Behaviour = async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
        };
        rig.Start().Advance(Second);
        await rig.Outbox.WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(rig.Sink.Published.Select(tick => tick.Id).Distinct().Count(), Is.EqualTo(50));
        Assert.That(most, Is.LessThanOrEqualTo(3));
    }

    [Test]
    public async Task Post_ManyBehindASlowPublish_AreFoldedIntoTheNewer()
    {
        using var rig = EngineRig.At("2026-11-23T10:00:00Z").WithEvery(Second).Start();
        var gate = new TaskCompletionSource();
        rig.Sink.Behaviour = _ => gate.Task;
        rig.AdvanceInSteps(TimeSpan.FromSeconds(500), Second);
        gate.SetResult();
        await rig.Outbox.WhenIdleAsync();
        Assert.That(rig.Sink.Published, Has.Count.EqualTo(101));
        Assert.That(rig.Sink.Published.Sum(tick => 1 + (int)(tick.Missed?.Count ?? 0)), Is.EqualTo(500));
    }

    [Test]
    public async Task StopAsync_PublishRunning_WaitsForIt()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:59Z").WithEvery(Minute).Start();
        var gate = new TaskCompletionSource();
        rig.Sink.Behaviour = _ => gate.Task;
        rig.Advance(Second);
        var stopping = rig.Outbox.StopAsync(CancellationToken.None);
        Assert.That(stopping.IsCompleted, Is.False);
        gate.SetResult();
        await stopping;
        Assert.That(rig.Sink.Published, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task StopAsync_TickWaitsForAnotherTry_EndsWithoutIt()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:59Z").WithEvery(Minute).Start();
        rig.Sink.Behaviour = _ => Task.FromException(new IOException("no broker"));
        rig.Advance(Second);
        await rig.Outbox.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(rig.Sink.Published, Is.Empty);
    }

    [Test]
    public async Task StopAsync_TicksWaitBehindOne_TheWatermarkStaysBehindThem()
    {
        using var rig = EngineRig.At("2026-11-23T10:00:00Z").WithEvery(Second, CatchUp.All).Start();
        var gate = new TaskCompletionSource();
        rig.Sink.Behaviour = _ => gate.Task;
        rig.AdvanceInSteps(TimeSpan.FromSeconds(10), Second);
        var stopping = rig.Outbox.StopAsync(CancellationToken.None);
        rig.Advance(Second);
        gate.SetResult();
        await stopping.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(rig.Sink.Published.Select(tick => tick.ScheduledAt.Second), Is.EqualTo([1]));
        Assert.That(rig.Engine.Watermark, Is.EqualTo(DateTimeOffset.Parse("2026-11-23T10:00:02Z").AddTicks(-1)));
    }

    [Test]
    public async Task StopAsync_TickWaitsForAnotherTry_TheWatermarkStaysBehindIt()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:59Z").WithEvery(Minute).Start();
        rig.Sink.Behaviour = _ => Task.FromException(new IOException("no broker"));
        rig.Advance(Second);
        await rig.Outbox.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(rig.Engine.Watermark, Is.EqualTo(DateTimeOffset.Parse("2026-11-23T10:00:00Z").AddTicks(-1)));
    }

    /// <summary>However a term ends, and whatever was on its way: each instant up to the watermark is published.</summary>
    [Test]
    public void Watermark_TermEndsAnywhere_NoInstantUpToItIsUnpublished([Range(1, 200)] int seed)
    {
        var start = DateTimeOffset.Parse("2026-11-23T10:00:00Z");
        var random = new Random(seed);
        using var rig = EngineRig.At("2026-11-23T10:00:00Z", concurrency: random.Next(1, 4));
        string[] names = ["one", "two", "three", "four"];
        foreach (var name in names)
        {
            rig.WithEvery(Second, random.Next(2) == 0 ? CatchUp.All : CatchUp.Latest, name);
        }

        var held = new ConcurrentBag<TaskCompletionSource>();
        rig.Sink.Behaviour = _ =>
        {
            lock (random)
            {
                if (random.Next(3) > 0)
                {
                    return random.Next(4) == 0 ? Task.FromException(new IOException("no broker")) : Task.CompletedTask;
                }
            }

            var gate = new TaskCompletionSource();
            held.Add(gate);
            return gate.Task;
        };
        rig.Start().AdvanceInSteps(Second * random.Next(1, 30), Second);
        var ending = seed % 2 == 0 ? rig.Outbox.AbandonAsync() : rig.Outbox.StopAsync(CancellationToken.None);
        rig.Advance(Second);
        Assert.That(
            () =>
            {
                while (held.TryTake(out var gate))
                {
                    gate.SetResult();
                }

                return ending.IsCompleted;
            },
            Is.True.After(10_000, 1));
        var until = (int)(rig.Engine.Watermark - start).TotalSeconds;
        foreach (var name in names)
        {
            var published = rig.Sink.Of(name).SelectMany(
                tick => Enumerable.Range(0, 1 + (int)(tick.Missed?.Count ?? 0)).Select(back => tick.ScheduledAt - (Second * back)));
            Assert.That(Enumerable.Range(1, until).Select(second => start + (Second * second)).Except(published), Is.Empty, name);
        }
    }

    [Test]
    public async Task Post_MoreThanUsualAndAllAreWanted_AreAllKept()
    {
        using var rig = EngineRig.At("2026-11-23T10:00:00Z").WithEvery(Second, CatchUp.All).Start();
        var gate = new TaskCompletionSource();
        rig.Sink.Behaviour = _ => gate.Task;
        rig.AdvanceInSteps(TimeSpan.FromSeconds(500), Second);
        gate.SetResult();
        await rig.Outbox.WhenIdleAsync();
        Assert.That(
            rig.Sink.Published.Select(tick => tick.ScheduledAt),
            Is.EqualTo(Enumerable.Range(1, 500).Select(second => DateTimeOffset.Parse("2026-11-23T10:00:00Z").AddSeconds(second))));
    }

    [Test]
    public async Task Abandon_TicksOnTheirWay_GivesThemUpAndTakesNoMore()
    {
        using var rig = EngineRig.At("2026-11-23T10:00:00Z").WithEvery(Second, CatchUp.All).Start();
        rig.Sink.Behaviour = _ => new TaskCompletionSource().Task;
        rig.AdvanceInSteps(TimeSpan.FromSeconds(10), Second);
        await rig.Outbox.AbandonAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(rig.Sink.Published, Is.Empty);
        rig.Sink.Behaviour = _ => Task.CompletedTask;
        rig.Advance(Second);
        Assert.That(rig.Sink.Published, Is.Empty, "They are another term's.");

        using var next = new EngineRig(rig.Clock).WithEvery(Second, CatchUp.All);
        next.Engine.Begin(DateTimeOffset.Parse("2026-11-23T10:00:05Z"));
        next.Engine.Remove("one-second");
        var schedule = new Schedule
        {
            Name = ScheduleName.Of(Second),
            Rhythm = new IntervalRhythm(Second),
            ActiveFrom = DateTimeOffset.Parse("2026-11-23T10:00:00Z"),
            CatchUp = CatchUp.All,
        };
        next.Engine.Set(schedule, DateTimeOffset.Parse("2026-11-23T10:00:05Z"));
        next.Drive().Advance(Second);
        await next.Outbox.WhenIdleAsync();
        Assert.That(next.Sink.Published.Select(tick => tick.ScheduledAt.Second), Is.EqualTo([6, 7, 8, 9, 10, 11, 12]));
    }

    /// <summary>Lets what a timer started on the pool run before the clock goes on.</summary>
    private static async Task AdvanceSlowly(EngineRig rig, TimeSpan total)
    {
        for (var passed = TimeSpan.Zero; passed < total; passed += Second)
        {
            rig.Advance(Second);
            await Task.Delay(2);
        }
    }
}
