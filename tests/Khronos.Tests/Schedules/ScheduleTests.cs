using Khronos.Engine;
using Khronos.Naming;
using Khronos.Schedules;
using Khronos.Tests.Support;

namespace Khronos.Tests.Schedules;

public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-23T10:00:00Z");

    [Test]
    public void Next_StartAndEnd_BoundTheInstants()
    {
        var schedule = EveryMinute() with { StartsAt = Start.AddMinutes(5), EndsAt = Start.AddMinutes(6) };
        Assert.That(schedule.Next(Start), Is.EqualTo(Start.AddMinutes(5)));
        Assert.That(schedule.Next(Start.AddMinutes(5)), Is.EqualTo(Start.AddMinutes(6)));
        Assert.That(schedule.Next(Start.AddMinutes(6)), Is.Null);
    }

    [Test]
    public void Next_Paused_IsNone() => Assert.That((EveryMinute() with { IsPaused = true }).Next(Start), Is.Null);

    [Test]
    public void DueOf_Jitter_IsTheSameForTheSameInstantAndSpread()
    {
        var schedule = EveryMinute() with { Jitter = TimeSpan.FromSeconds(30) };
        var delays = Enumerable.Range(0, 2000).Select(i => schedule.DueOf(Start.AddMinutes(i)) - Start.AddMinutes(i)).ToArray();
        Assert.That(delays, Has.All.InRange(TimeSpan.Zero, TimeSpan.FromSeconds(30)));
        Assert.That(delays.Average(delay => delay.TotalSeconds), Is.EqualTo(15).Within(1));
        Assert.That(schedule.DueOf(Start), Is.EqualTo((EveryMinute() with { Jitter = TimeSpan.FromSeconds(30) }).DueOf(Start)));
    }

    [Test]
    public void DueOf_JitterLongerThanTheGap_StaysBeforeTheNextInstant()
    {
        var schedule = EveryMinute() with { Jitter = TimeSpan.FromHours(1) };
        Assert.That(Enumerable.Range(0, 500).All(i => schedule.DueOf(Start.AddMinutes(i)) < Start.AddMinutes(i + 1)), Is.True);
    }

    [TestCase("00:00:01")]
    [TestCase("00:07:00")]
    public void Pass_Jitter_CountsEveryInstantOnce(string step)
    {
        using var rig = new EngineRig(new TestClock(Start)).With(EveryMinute() with { Jitter = TimeSpan.FromSeconds(50) }).Start();
        rig.AdvanceInSteps(TimeSpan.FromMinutes(70), TimeSpan.Parse(step)).Advance(TimeSpan.FromSeconds(59));
        Assert.That(rig.Sink.Published.Sum(tick => 1 + (tick.Missed?.Count ?? 0)), Is.EqualTo(70));
        Assert.That(rig.Sink.Published.Select(tick => tick.Id), Is.Unique);
        Assert.That(rig.Sink.Published.All(tick => tick.FiredAt >= tick.Schedule.DueOf(tick.ScheduledAt)), Is.True);
    }

    [Test]
    public void Pass_Once_HasNoNext()
    {
        using var rig = new EngineRig(new TestClock(Start))
            .With(EveryMinute() with { Rhythm = new OnceRhythm(Start.AddSeconds(90)) })
            .Start();
        rig.AdvanceInSteps(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));
        var tick = rig.Sink.Published.Single();
        Assert.That((tick.ScheduledAt, tick.NextAt, tick.Sequence), Is.EqualTo((Start.AddSeconds(90), (DateTimeOffset?)null, 1L)));
    }

    [Test]
    public void Pass_CronOverATimeChange_FiresEachDayOnce()
    {
        // Berlin goes to summer time on 2027-03-28: 02:30 is not shown on that day, and comes at 03:00 summer time.
        var start = DateTimeOffset.Parse("2027-03-26T12:00:00Z");
        using var rig = new EngineRig(new TestClock(start))
            .With(EveryMinute() with
            {
                Rhythm = CronRhythm.Parse("30 2 * * *", "Europe/Berlin", "nightly"),
                ActiveFrom = start,
                Anchor = start,
            })
            .Start();
        rig.AdvanceInSteps(TimeSpan.FromDays(4), TimeSpan.FromMinutes(1));
        Assert.That(rig.Sink.Published.Select(tick => TickId.Of("", tick.ScheduledAt)), Is.EqualTo(
            ["@2027-03-27T01:30:00Z", "@2027-03-28T01:00:00Z", "@2027-03-29T00:30:00Z", "@2027-03-30T00:30:00Z"]));
        Assert.That(rig.Sink.Published.Select(tick => tick.Sequence), Is.EqualTo([1, 2, 3, 4]));
    }

    private static Schedule EveryMinute() =>
        new() { Name = Custom("mine"), Rhythm = new IntervalRhythm(TimeSpan.FromMinutes(1)), ActiveFrom = Start, Anchor = Start };

    private static ScheduleName Custom(string text) => ScheduleName.TryParse(text, out var name) ? name : throw new FormatException(text);
}
