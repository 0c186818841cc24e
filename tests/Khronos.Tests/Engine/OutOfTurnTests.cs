using Khronos.Engine;
using Khronos.Naming;
using Khronos.Schedules;
using Khronos.Tests.Support;

namespace Khronos.Tests.Engine;

public sealed class OutOfTurnTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-23T10:00:00.5Z");

    private EngineRig _rig = null!;
    private OutOfTurn _outOfTurn = null!;
    private Schedule _schedule = null!;

    [SetUp]
    public void SetUp()
    {
        _rig = new EngineRig(new TestClock(Start));
        _outOfTurn = new OutOfTurn(_rig.Sink, _rig.Watch, limit: 5);
        Assert.That(ScheduleName.TryParse("mine", out var name), Is.True);
        _schedule = new Schedule
        {
            Name = name!,
            Rhythm = new IntervalRhythm(TimeSpan.FromMinutes(10)),
            ActiveFrom = Start,
            Anchor = Start,
        };
    }

    [TearDown]
    public void TearDown() => _rig.Dispose();

    [Test]
    public async Task TriggerAsync_SameRequestTwice_IsTheSameTick()
    {
        await _outOfTurn.TriggerAsync(_schedule, "request-1", default);
        await _outOfTurn.TriggerAsync(_schedule, "request-1", default);
        await _outOfTurn.TriggerAsync(_schedule, "request-2", default);
        Assert.That(_rig.Sink.Published.Select(tick => tick.Id), Is.EqualTo(
            ["mine@2026-11-23T10:00:00Z+request-1", "mine@2026-11-23T10:00:00Z+request-1", "mine@2026-11-23T10:00:00Z+request-2"]));
        Assert.That(_rig.Sink.Published.Select(tick => tick.Kind), Has.All.EqualTo(TickKind.Manual));
    }

    [Test]
    public async Task BackfillAsync_PastSpan_PublishesItsTicksUnderTheirOwnIds()
    {
        await _outOfTurn.BackfillAsync(_schedule, Start.AddMinutes(-30), Start, default);
        Assert.That(_rig.Sink.Published.Select(tick => tick.Id), Is.EqualTo(
            ["mine@2026-11-23T09:40:00Z", "mine@2026-11-23T09:50:00Z", "mine@2026-11-23T10:00:00Z"]));
        Assert.That(_rig.Sink.Published.Select(tick => tick.Kind), Has.All.EqualTo(TickKind.Backfill));
    }

    [TestCase(-30, 1)]
    [TestCase(-10, -20)]
    [TestCase(-120, 0)]
    public void BackfillAsync_FutureReversedOrTooLong_IsRefused(int from, int to)
    {
        Assert.That(
            () => _outOfTurn.BackfillAsync(_schedule, Start.AddMinutes(from), Start.AddMinutes(to), default),
            Throws.TypeOf<ScheduleRefusedException>());
        Assert.That(_rig.Sink.Published, Is.Empty);
    }

    [Test]
    public async Task BackfillAsync_ManyTicksOfACron_AreNumberedInOrder()
    {
        var schedule = _schedule with
        {
            Rhythm = CronRhythm.Parse("* * * * * *", "Europe/Berlin", "mine"),
            Anchor = Start.AddYears(-3).AddSeconds(-10),
        };
        await new OutOfTurn(_rig.Sink, _rig.Watch, limit: 1000)
            .BackfillAsync(schedule, Start.AddYears(-3).AddSeconds(-12), Start.AddYears(-3).AddSeconds(-8), default);
        var sequences = _rig.Sink.Published.Select(tick => tick.Sequence).ToArray();
        Assert.That(
            sequences,
            Is.EqualTo(Enumerable.Range(-1, sequences.Length).Select(number => (long)number)),
            "Those before the anchor count down from 0.");
        Assert.That(
            sequences, Is.EqualTo(_rig.Sink.Published.Select(tick => schedule.Rhythm.SequenceOf(tick.ScheduledAt, schedule.Anchor))));
    }
}
