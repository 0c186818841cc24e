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
        var engine = new TickEngine(new ClockWatch(TimeProvider.System, TimeSpan.FromSeconds(60), NullLogger<ClockWatch>.Instance), outbox, telemetry, 1);
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
        Assert.That(ticks.Sum(tick => 1 + (tick.Missed?.Count ?? 0)), Is.EqualTo(ticks[^1].Sequence - ticks[0].Sequence + 1 + (ticks[0].Missed?.Count ?? 0)));
    }
}
