using Khronos.Naming;

namespace Khronos.Tests.Naming;

public sealed class ScheduleNameTests
{
    [TestCase("90s", "one-minute-thirty-seconds")]
    [TestCase("PT1H30M", "one-hour-thirty-minutes")]
    [TestCase("p1d", "one-day")]
    [TestCase("one-week", "seven-days")]
    [TestCase("sixty-minutes", "one-hour")]
    [TestCase("one-hour", "one-hour")]
    public void TryParse_Duration_IsItsCanonicalName(string text, string name)
    {
        Assert.That(ScheduleName.TryParse(text, out var parsed), Is.True);
        Assert.That(parsed!.Text, Is.EqualTo(name));
        Assert.That(parsed.Duration, Is.Not.Null);
        Assert.That(parsed.EventName, Is.EqualTo($"time.{name}.passed"));
    }

    [TestCase("a")]
    [TestCase("nightly-report")]
    [TestCase("one-day-sale")]
    [TestCase("every-10")]
    [TestCase("xx23456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789")]
    public void TryParse_CustomName_IsKept(string text)
    {
        Assert.That(ScheduleName.TryParse(text, out var parsed), Is.True);
        Assert.That(parsed!.Text, Is.EqualTo(text));
        Assert.That(parsed.Duration, Is.Null);
    }

    [TestCase("")]
    [TestCase(null)]
    [TestCase("Nightly")]
    [TestCase("1-report")]
    [TestCase("-report")]
    [TestCase("nightly.report")]
    [TestCase("nightly report")]
    [TestCase("nightly\n")]
    [TestCase("two-thousand-days*")]
    [TestCase("2000d")]
    [TestCase("xxx23456789-123456789-123456789-123456789-123456789-123456789-123456789-123456789")]
    public void TryParse_NeitherDurationNorName_IsRefused(string? text) => Assert.That(ScheduleName.TryParse(text, out _), Is.False);

    [Test]
    public void Of_BuiltInEvents_AreTheConstants() =>
        Assert.That(
            new[] { "5m", "30m", "1h", "4h", "1d" }.Select(TimeEvents.Of),
            Is.EqualTo([TimeEvents.FiveMinutes, TimeEvents.ThirtyMinutes, TimeEvents.OneHour, TimeEvents.FourHours, TimeEvents.OneDay]));

    [Test]
    public void Of_TextThatIsNoName_ThrowsWithTheRule() =>
        Assert.That(() => TimeEvents.Of("No Name"), Throws.TypeOf<FormatException>().With.Message.Contains("lower-case letter"));
}
