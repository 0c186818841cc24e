using Khronos.Diagnostics;
using Khronos.Engine;
using Khronos.Naming;
using Khronos.Schedules;
using Khronos.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Khronos.Tests.Engine;

public sealed class DeadlineThreadTests
{
    [Test]
    public async Task Start_SystemTime_FiresEveryInstantOnceAndNeverEarly()
    {
        var sink = new RecordingSink();
        using var telemetry = new KhronosTelemetry();
        using var outbox = new TickOutbox(sink, TimeProvider.System, telemetry, NullLogger<TickOutbox>.Instance, 4);
        var engine = new TickEngine(
            new ClockWatch(TimeProvider.System, TimeSpan.FromSeconds(60), NullLogger<ClockWatch>.Instance),
            outbox,
            telemetry,
            NullLogger<TickEngine>.Instance,
            1);
        using (var thread = new DeadlineThread(engine, NullLogger<DeadlineThread>.Instance))
        {
            thread.Start();
            var now = TimeProvider.System.GetUtcNow();
            Assert.That(ScheduleName.TryParse("quick", out var name), Is.True);
            engine.Set(new Schedule { Name = name!, Rhythm = new IntervalRhythm(TimeSpan.FromMilliseconds(20)), ActiveFrom = now }, now);
            await Task.Delay(1500);
            await thread.StopAsync();
        }

        var ticks = sink.Published;
        Assert.That(ticks.Count, Is.GreaterThan(20));
        Assert.That(ticks.Select(tick => tick.Id), Is.Unique);
        Assert.That(ticks, Has.All.Matches<Tick>(tick => tick!.FiredAt >= tick.ScheduledAt));
        Assert.That(
            ticks.Sum(tick => 1 + (tick.Missed?.Count ?? 0)),
            Is.EqualTo(ticks[^1].Sequence - ticks[0].Sequence + 1 + (ticks[0].Missed?.Count ?? 0)));
    }

    [Test]
    public async Task Start_SomethingIsDueAllTheTime_PassesOnceInAFewMilliseconds()
    {
        var sink = new RecordingSink();
        using var telemetry = new KhronosTelemetry();
        using var outbox = new TickOutbox(sink, TimeProvider.System, telemetry, NullLogger<TickOutbox>.Instance, 4);
        var engine = new TickEngine(
            new ClockWatch(TimeProvider.System, TimeSpan.FromSeconds(60), NullLogger<ClockWatch>.Instance),
            outbox,
            telemetry,
            NullLogger<TickEngine>.Instance,
            1);
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < 100; i++)
        {
            Assert.That(ScheduleName.TryParse($"one-of-many-{i}", out var name), Is.True);
            engine.Set(
                new Schedule
                {
                    Name = name!,
                    Rhythm = new IntervalRhythm(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(i)),
                    ActiveFrom = now,
                },
                now);
        }

        using (var thread = new DeadlineThread(engine, NullLogger<DeadlineThread>.Instance))
        {
            thread.Start();
            await Task.Delay(1000);
            await thread.StopAsync();
        }

        var passes = sink.Published.Select(tick => tick.FiredAt).Distinct().Order().ToArray();
        var gaps = passes.Zip(passes.Skip(1), (earlier, later) => later - earlier);
        Assert.That(passes, Has.Length.GreaterThan(2));
        // The clock is read some time after the pass began.
        Assert.That(gaps.Count(gap => gap < TimeSpan.FromMilliseconds(4)), Is.LessThanOrEqualTo(passes.Length / 10));
        Assert.That(sink.Published, Has.All.Matches<Tick>(tick => tick!.FiredAt >= tick.ScheduledAt));
    }
}
