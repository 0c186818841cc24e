using Khronos.Schedules;

namespace Khronos.Tests.Schedules;

public sealed class RhythmWordsTests
{
    [TestCase("0 3 * * MON-FRI", "at 03:00 on Monday to Friday, Europe/Berlin")]
    [TestCase("30 3,15 * * *", "at 03:30 and 15:30, Europe/Berlin")]
    [TestCase("0 0 1 * *", "at 00:00 on the 1st, Europe/Berlin")]
    [TestCase("0 0 1,15,22-24 1,7 *", "at 00:00 on the 1st, 15th and 22nd to 24th in January and July, Europe/Berlin")]
    [TestCase("*/15 * * * *", "every 15 minutes, Europe/Berlin")]
    [TestCase("* * * * *", "every minute, Europe/Berlin")]
    [TestCase("5 * * * *", "minute 5 of every hour, Europe/Berlin")]
    [TestCase("0 */6 * * *", "at 00:00, 06:00, 12:00 and 18:00, Europe/Berlin")]
    [TestCase("0 9-17 * * 1,3,5", "minute 0 of hours 9 to 17 on Monday, Wednesday and Friday, Europe/Berlin")]
    [TestCase("0 0 13 * FRI", "at 00:00 on the 13th or on Friday, Europe/Berlin")]
    [TestCase("0 0 L * *", "at 00:00 on day L, Europe/Berlin")]
    [TestCase("*/10 * * * * *", "every 10 seconds, Europe/Berlin")]
    [TestCase("15 30 4 * * SUN", "at 04:30:15 on Sunday, Europe/Berlin")]
    [TestCase("@daily", "at 00:00, Europe/Berlin")]
    [TestCase("no cron at all", "no cron at all, Europe/Berlin")]
    public void Of_Cron_IsWhatAPersonSays(string cron, string expected) =>
        Assert.That(RhythmWords.Of(new PutSchedule { Name = "x", Cron = cron, TimeZone = "Europe/Berlin" }), Is.EqualTo(expected));

    [Test]
    public void Of_Interval_HasItsOffsetAndJitter() => Assert.That(
        RhythmWords.Of(new PutSchedule { Name = "x", Every = "one-hour", Offset = "five-minutes", Jitter = "ten-seconds" }),
        Is.EqualTo("every hour, five minutes later, up to ten seconds late on purpose"));

    [Test]
    public void Of_Instant_IsOnce() => Assert.That(
        RhythmWords.Of(new PutSchedule { Name = "x", At = new DateTimeOffset(2026, 12, 24, 18, 0, 0, TimeSpan.Zero) }),
        Is.EqualTo("once, 2026-12-24 18:00:00 UTC"));
}
