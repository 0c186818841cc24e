using Khronos.Schedules;

namespace Khronos.Tests.Schedules;

public sealed class IntervalRhythmTests
{
    [TestCase("00:05:00", "2026-11-23T10:02:03Z", "2026-11-23T10:05:00Z")]
    [TestCase("00:05:00", "2026-11-23T10:05:00Z", "2026-11-23T10:10:00Z")]
    [TestCase("01:00:00", "2026-11-23T09:59:59.9999999Z", "2026-11-23T10:00:00Z")]
    [TestCase("04:00:00", "2026-11-23T10:00:00Z", "2026-11-23T12:00:00Z")]
    [TestCase("1.00:00:00", "2028-02-28T12:00:00Z", "2028-02-29T00:00:00Z")]
    [TestCase("7.00:00:00", "2026-11-23T10:00:00Z", "2026-11-26T00:00:00Z")]
    [TestCase("00:05:00", "1969-12-31T23:57:00Z", "1970-01-01T00:00:00Z")]
    [TestCase("00:05:00", "1969-12-31T23:52:00Z", "1969-12-31T23:55:00Z")]
    public void Next_Interval_IsAlignedToTheEpoch(string every, string after, string next) =>
        Assert.That(new IntervalRhythm(TimeSpan.Parse(every)).Next(DateTimeOffset.Parse(after)), Is.EqualTo(DateTimeOffset.Parse(next)));

    [Test]
    public void Next_Offset_MovesEveryInstant() =>
        Assert.That(
            new IntervalRhythm(TimeSpan.FromDays(1), TimeSpan.FromHours(3)).Next(DateTimeOffset.Parse("2026-11-23T02:00:00Z")),
            Is.EqualTo(DateTimeOffset.Parse("2026-11-23T03:00:00Z")));

    [Test]
    public void Next_EndOfTime_IsNone() => Assert.That(new IntervalRhythm(TimeSpan.FromDays(1)).Next(DateTimeOffset.MaxValue), Is.Null);

    [Test]
    public void SequenceOf_FollowingInstants_CountsByOne()
    {
        var rhythm = new IntervalRhythm(TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(2));
        var first = rhythm.Next(DateTimeOffset.Parse("2026-11-23T00:00:00Z"))!.Value;
        Assert.That(rhythm.SequenceOf(rhythm.Next(first)!.Value, first), Is.EqualTo(rhythm.SequenceOf(first, first) + 1));
        Assert.That(rhythm.SequenceOf(DateTimeOffset.UnixEpoch.AddMinutes(2), default), Is.Zero);
    }

    [Test]
    public void Run_LongSpan_CountsWithoutWalking()
    {
        var first = DateTimeOffset.Parse("2000-01-01T00:00:01Z");
        var run = new IntervalRhythm(TimeSpan.FromSeconds(1)).Run(first, first.AddYears(1000), keep: 3);
        Assert.That(run.Count, Is.EqualTo((first.AddYears(1000) - first).Ticks / TimeSpan.TicksPerSecond + 1));
        Assert.That(
            run.Newest, Is.EqualTo([first.AddYears(1000).AddSeconds(-2), first.AddYears(1000).AddSeconds(-1), first.AddYears(1000)]));
    }
}
