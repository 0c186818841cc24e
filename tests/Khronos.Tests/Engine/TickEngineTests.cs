using System.Globalization;
using Khronos.Engine;
using Khronos.Naming;
using Khronos.Schedules;
using Khronos.Tests.Support;

namespace Khronos.Tests.Engine;

public sealed class TickEngineTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Test]
    public void Pass_ClockAdvancesInSteps_FiresEveryInstantOnTime()
    {
        using var rig = EngineRig.At("2026-11-23T09:58:30Z").WithEvery(TimeSpan.FromMinutes(5)).Start();
        rig.AdvanceInSteps(Hour, TimeSpan.FromSeconds(10));
        Assert.That(rig.Sink.Published.Select(tick => tick.Id), Is.EqualTo(Enumerable.Range(0, 12).Select(i =>
            TickId.Of("five-minutes", DateTimeOffset.Parse("2026-11-23T10:00:00Z").AddMinutes(5 * i)))));
        Assert.That(
            rig.Sink.Published,
            Has.All.Matches<Tick>(tick => tick!.FiredAt == tick.ScheduledAt && tick.Missed is null && tick.Kind == TickKind.Scheduled));
    }

    [Test]
    public void Pass_ClockAdvancesInOneJump_FiresTheNewestAndCountsTheMissed()
    {
        using var rig = EngineRig.At("2026-11-23T09:58:30Z").WithEvery(TimeSpan.FromMinutes(5)).Start();
        rig.Advance(Hour);
        var tick = rig.Sink.Published.Single();
        Assert.That(tick.Id, Is.EqualTo("five-minutes@2026-11-23T10:55:00Z"));
        Assert.That(tick.Kind, Is.EqualTo(TickKind.CatchUp));
        Assert.That(
            tick.Missed,
            Is.EqualTo(new MissedTicks(11, DateTimeOffset.Parse("2026-11-23T10:00:00Z"), DateTimeOffset.Parse("2026-11-23T10:50:00Z"))));
        Assert.That(tick.NextAt, Is.EqualTo(DateTimeOffset.Parse("2026-11-23T11:00:00Z")));
        Assert.That(tick.FiredAt, Is.EqualTo(DateTimeOffset.Parse("2026-11-23T10:58:30Z")));
    }

    [Test]
    public void Pass_FollowingTicks_CountBySequence()
    {
        using var rig = EngineRig.At("2026-11-23T09:58:30Z").WithEvery(TimeSpan.FromMinutes(5)).Start();
        rig.Advance(TimeSpan.FromMinutes(2)).Advance(Hour).Advance(TimeSpan.FromMinutes(5));
        var sequences = rig.Sink.Published.Select(tick => tick.Sequence).ToArray();
        Assert.That(sequences, Is.EqualTo([sequences[0], sequences[0] + 12, sequences[0] + 13]));
        Assert.That(sequences[0], Is.EqualTo(DateTimeOffset.Parse("2026-11-23T10:00:00Z").ToUnixTimeSeconds() / 300));
    }

    [Test]
    public void Pass_TwoReplicas_AgreeOnIdsAndSequences()
    {
        using var one = EngineRig.At("2026-11-23T09:58:30Z").WithEvery(Hour).Start();
        using var other = EngineRig.At("2026-11-21T17:11:02Z").WithEvery(Hour).Start();
        one.AdvanceInSteps(TimeSpan.FromHours(5), TimeSpan.FromMinutes(1));
        other.AdvanceInSteps(TimeSpan.FromHours(48), TimeSpan.FromMinutes(3));
        var identities = other.Sink.Published.ToDictionary(tick => tick.Id, tick => tick.Sequence);
        Assert.That(one.Sink.Published, Has.Count.EqualTo(5));
        Assert.That(one.Sink.Published, Has.All.Matches<Tick>(tick => identities[tick!.Id] == tick.Sequence));
    }

    [Test]
    public void Pass_TimersComeEarly_FiresNeverEarlyAndNeverTwice()
    {
        using var rig = EngineRig.At("2026-11-23T10:00:00.100Z");
        rig.Clock.TimersEarlyBy = TimeSpan.FromMilliseconds(3);
        rig.WithEvery(TimeSpan.FromSeconds(1)).Start();
        rig.AdvanceInSteps(TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(1));
        Assert.That(rig.Sink.Published, Has.Count.EqualTo(20));
        Assert.That(rig.Sink.Published.Select(tick => tick.Id), Is.Unique);
        Assert.That(rig.Sink.Published, Has.All.Matches<Tick>(tick => tick!.FiredAt >= tick.ScheduledAt));
    }

    [Test]
    public void Pass_ClockSetBack_RepeatsNothing()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:00Z").WithEvery(TimeSpan.FromMinutes(5)).Start();
        rig.AdvanceInSteps(TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(10));
        var before = rig.Sink.Published.Count;
        rig.Clock.WallSetBy = -TimeSpan.FromMinutes(20);
        rig.AdvanceInSteps(TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(10));
        Assert.That(rig.Sink.Published, Has.Count.EqualTo(before));
        rig.AdvanceInSteps(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(10));
        Assert.That(
            rig.Sink.Published.Skip(before).Select(tick => tick.Id),
            Is.EqualTo(["five-minutes@2026-11-23T10:30:00Z", "five-minutes@2026-11-23T10:35:00Z"]));
        Assert.That(rig.Sink.Published, Has.All.Matches<Tick>(tick => tick!.Missed is null));
    }

    [Test]
    public void Pass_ClockSetForward_GoesOnByTheMonotonicClockUntilConfirmed()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:58Z").WithEvery(TimeSpan.FromSeconds(1)).WithEvery(Hour).Start();
        rig.AdvanceInSteps(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));
        rig.Clock.WallSetBy = TimeSpan.FromHours(3);
        rig.AdvanceInSteps(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        Assert.That(rig.Watch.RefusedStep, Is.Not.Null);
        Assert.That(rig.Sink.Of("one-second").Last().Id, Is.EqualTo("one-second@2026-11-23T10:00:06Z"));
        Assert.That(rig.Sink.Of("one-hour").Single().Id, Is.EqualTo("one-hour@2026-11-23T10:00:00Z"));
        rig.AdvanceInSteps(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));
        Assert.That(rig.Watch.RefusedStep, Is.Null);
        Assert.That(rig.Sink.Of("one-hour").Last().Id, Is.EqualTo("one-hour@2026-11-23T13:00:00Z"));
        Assert.That(rig.Sink.Of("one-hour").Last().Missed!.Count, Is.EqualTo(2));
        Assert.That(rig.Sink.Published.Select(tick => tick.Id), Is.Unique);
    }

    [Test]
    public void Pass_CatchUpAll_FiresEachAndCountsWhatIsBeyondTheLimit()
    {
        using var rig = EngineRig.At("2026-11-23T09:58:30Z", catchUpLimit: 4).WithEvery(TimeSpan.FromMinutes(5), CatchUp.All).Start();
        rig.Advance(Hour);
        Assert.That(
            rig.Sink.Published.Select(tick => tick.Id),
            Is.EqualTo(new[] { "40", "45", "50", "55" }.Select(minute => $"five-minutes@2026-11-23T10:{minute}:00Z")));
        Assert.That(
            rig.Sink.Published[0].Missed,
            Is.EqualTo(new MissedTicks(8, DateTimeOffset.Parse("2026-11-23T10:00:00Z"), DateTimeOffset.Parse("2026-11-23T10:35:00Z"))));
        Assert.That(rig.Sink.Published.Skip(1), Has.All.Matches<Tick>(tick => tick!.Missed is null));
        var first = rig.Sink.Published[0].Sequence;
        Assert.That(rig.Sink.Published.Select(tick => tick.Sequence), Is.EqualTo([first, first + 1, first + 2, first + 3]));
    }

    [Test]
    public void Pass_CatchUpSkip_FiresNothingLateAndSaysSoLater()
    {
        using var rig = EngineRig.At("2026-11-23T09:58:30Z").WithEvery(TimeSpan.FromMinutes(5), CatchUp.Skip).Start();
        rig.Advance(Hour);
        Assert.That(rig.Sink.Published, Is.Empty);
        rig.AdvanceInSteps(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(10));
        var tick = rig.Sink.Published.Single();
        Assert.That(tick.Id, Is.EqualTo("five-minutes@2026-11-23T11:00:00Z"));
        Assert.That(
            tick.Missed,
            Is.EqualTo(new MissedTicks(12, DateTimeOffset.Parse("2026-11-23T10:00:00Z"), DateTimeOffset.Parse("2026-11-23T10:55:00Z"))));
    }

    [Test]
    public void Begin_WatermarkInThePast_CatchesUpFromThere()
    {
        using var rig = EngineRig.At("2026-11-23T12:30:00Z");
        var watermark = DateTimeOffset.Parse("2026-11-23T11:30:00Z");
        rig.With(BuiltInSchedules.Of(Hour, watermark).ToSchedule()).Start(watermark);
        var tick = rig.Sink.Published.Single();
        Assert.That(tick.Id, Is.EqualTo("one-hour@2026-11-23T12:00:00Z"));
        Assert.That(tick.Kind, Is.EqualTo(TickKind.CatchUp));
        Assert.That(tick.Missed, Is.Null);
    }

    [Test]
    public void Set_ScheduleReplaced_KeepsItsPosition()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:30Z").WithEvery(TimeSpan.FromMinutes(1), name: "mine").Start();
        rig.Advance(TimeSpan.FromMinutes(1));
        rig.Clock.WallSetBy = -TimeSpan.FromMinutes(1);
        rig.WithEvery(TimeSpan.FromMinutes(1), name: "mine");
        rig.AdvanceInSteps(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1));
        Assert.That(rig.Sink.Published.Select(tick => tick.Id), Is.EqualTo(["mine@2026-11-23T10:00:00Z", "mine@2026-11-23T10:01:00Z"]));
    }

    [Test]
    public void Set_WhileRunning_IsFiredOnTime()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:30Z").Start();
        rig.Advance(TimeSpan.FromSeconds(1));
        rig.WithEvery(TimeSpan.FromSeconds(10));
        rig.AdvanceInSteps(TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(100));
        Assert.That(rig.Sink.Published.Select(tick => tick.ScheduledAt.Second), Is.EqualTo([40, 50, 0]));
        Assert.That(rig.Sink.Published, Has.All.Matches<Tick>(tick => tick!.FiredAt == tick.ScheduledAt));
    }

    [Test]
    public void Remove_WhileRunning_FiresNoMore()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:30Z")
            .WithEvery(TimeSpan.FromSeconds(10))
            .WithEvery(TimeSpan.FromSeconds(15))
            .Start();
        rig.Engine.Remove("ten-seconds");
        rig.AdvanceInSteps(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));
        Assert.That(rig.Sink.Published.Select(tick => tick.Schedule.Name.Text), Has.All.EqualTo("fifteen-seconds"));
        Assert.That(rig.Engine.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Watermark_TickNotPublished_StaysBehindIt()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:30Z").WithEvery(TimeSpan.FromMinutes(1)).WithEvery(TimeSpan.FromSeconds(10)).Start();
        var gate = new TaskCompletionSource();
        rig.Sink.Behaviour = tick => tick.Schedule.Name.Text == "one-minute" ? gate.Task : Task.CompletedTask;
        rig.AdvanceInSteps(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));
        Assert.That(rig.Engine.Watermark, Is.EqualTo(DateTimeOffset.Parse("2026-11-23T10:00:00Z").AddTicks(-1)));
        gate.SetResult();
        await rig.Outbox.WhenIdleAsync();
        Assert.That(rig.Engine.Watermark, Is.EqualTo(rig.Clock.GetUtcNow()));
    }

    [Test]
    public void Pass_AYearOfTheFiveEvents_FiresExactlyEachInstant()
    {
        // From 2027-12-31 to 2028-12-31, a leap year; the intervals are UTC, so no daylight saving time moves them.
        using var rig = EngineRig.At("2027-12-31T23:59:59Z");
        foreach (var interval in BuiltInSchedules.Intervals)
        {
            rig.WithEvery(interval);
        }

        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        rig.WithCron("breakfast", "30 2 * * *", "Europe/Berlin").WithCron("leap-day", "0 12 29 2 *", "UTC");
        rig.Start().AdvanceInSteps(TimeSpan.FromDays(366), TimeSpan.FromMinutes(1));
        var expected = new Dictionary<string, int>
        {
            ["five-minutes"] = 366 * 288,
            ["thirty-minutes"] = 366 * 48,
            ["one-hour"] = 366 * 24,
            ["four-hours"] = 366 * 6,
            ["one-day"] = 366,
            ["breakfast"] = 366,
            ["leap-day"] = 1,
        };
        Assert.That(rig.Sink.Published.CountBy(tick => tick.Schedule.Name.Text).ToDictionary(), Is.EquivalentTo(expected));
        Assert.That(rig.Sink.Published.Select(tick => tick.Id).Distinct().Count(), Is.EqualTo(expected.Values.Sum()));
        Assert.That(rig.Sink.Published.All(tick => tick.Missed is null && tick.Kind == TickKind.Scheduled), Is.True);
        Assert.That(rig.Sink.Of("leap-day").Single().ScheduledAt, Is.EqualTo(DateTimeOffset.Parse("2028-02-29T12:00:00Z")));
        // Half past two, once on each of the 366 days: at three when there is no half past two, the first time when there are two.
        var breakfasts = rig.Sink.Of("breakfast").Select(tick => TimeZoneInfo.ConvertTime(tick.ScheduledAt, berlin)).ToArray();
        Assert.That(
            breakfasts.Select(at => at.Date), Is.EqualTo(Enumerable.Range(0, 366).Select(day => new DateTime(2028, 1, 1).AddDays(day))));
        Assert.That(
            breakfasts.Where(at => at.TimeOfDay != new TimeSpan(2, 30, 0))
                .Select(at => at.ToString("MM-dd HH:mm zzz", CultureInfo.InvariantCulture)),
            Is.EqualTo(new[] { "03-26 03:00 +02:00" }));
        Assert.That(breakfasts.Single(at => at is { Month: 10, Day: 29 }).Offset, Is.EqualTo(TimeSpan.FromHours(2)));
        foreach (var (name, count) in expected.Take(BuiltInSchedules.Intervals.Count))
        {
            var every = TimeSpan.FromDays(366.0 / count);
            var instants = rig.Sink.Of(name).Select(tick => tick.ScheduledAt);
            Assert.That(
                instants, Is.EqualTo(Enumerable.Range(0, count).Select(i => DateTimeOffset.Parse("2028-01-01T00:00:00Z") + (every * i))));
        }
    }

    [Test]
    public void Set_WatermarkWithinAJitter_FiresTheInstantThatWasStillWaiting()
    {
        var put = DateTimeOffset.Parse("2026-11-23T09:30:00Z");
        _ = ScheduleName.TryParse("jittered", out var name);
        var schedule = new Schedule
        {
            Name = name!,
            Rhythm = new IntervalRhythm(TimeSpan.FromHours(1)),
            ActiveFrom = put,
            Jitter = TimeSpan.FromMinutes(50),
        };
        var ten = DateTimeOffset.Parse("2026-11-23T10:00:00Z");
        var due = schedule.DueOf(ten);
        Assert.That(due, Is.GreaterThan(ten.AddMinutes(1)), "It waits long enough for the test.");

        string[] Fired(DateTimeOffset watermark)
        {
            using var rig = new EngineRig(new TestClock(watermark));
            rig.Engine.Set(schedule, watermark);
            rig.Start(watermark).AdvanceInSteps(TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(1));
            return [.. rig.Sink.Published.Select(tick => tick.ScheduledAt.ToString("HH:mm"))];
        }

        Assert.That(Fired(ten.AddSeconds(30)), Does.Contain("10:00"), "Not due yet at the watermark.");
        Assert.That(Fired(due), Does.Not.Contain("10:00"), "Due at the watermark, and so published before.");
    }

    [Test]
    public void Pass_AScheduleFailsForAWhile_FiresAllOnceItWorks()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:59Z");
        var broken = new BrokenRhythm();
        _ = ScheduleName.TryParse("broken", out var name);
        rig.With(new Schedule { Name = name!, Rhythm = broken, ActiveFrom = rig.Clock.GetUtcNow() });
        for (var i = 0; i < 200; i++)
        {
            rig.WithEvery(TimeSpan.FromMinutes(1), name: $"schedule-{i}");
        }

        broken.IsBroken = true;
        rig.Start().AdvanceInSteps(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));
        Assert.That(rig.Sink.Published.Select(tick => tick.Id).Distinct().Count(), Is.LessThanOrEqualTo(200));
        broken.IsBroken = false;
        rig.AdvanceInSteps(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        Assert.That(rig.Sink.Published.Select(tick => tick.Id), Is.Unique);
        Assert.That(
            rig.Sink.Published.Select(tick => tick.ScheduledAt).Distinct(), Is.EqualTo([DateTimeOffset.Parse("2026-11-23T10:00:00Z")]));
        Assert.That(rig.Sink.Published, Has.Count.EqualTo(201));
    }

    /// <summary>Every minute, until it is broken.</summary>
    private sealed class BrokenRhythm : Rhythm
    {
        private readonly IntervalRhythm _rhythm = new(TimeSpan.FromMinutes(1));

        public bool IsBroken { get; set; }

        public override long SequenceOf(DateTimeOffset instant, DateTimeOffset anchor) => _rhythm.SequenceOf(instant, anchor);

        protected override DateTimeOffset? InstantAfter(DateTimeOffset after) =>
            IsBroken ? throw new InvalidOperationException("broken") : _rhythm.Next(after);
    }
}
