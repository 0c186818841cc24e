using Khronos.Naming;

namespace Khronos.Tests.Naming;

public sealed class DurationNameTests
{
    private const int SecondsOfADay = 86_400;

    [TestCase("00:05:00", "five-minutes")]
    [TestCase("00:30:00", "thirty-minutes")]
    [TestCase("01:00:00", "one-hour")]
    [TestCase("04:00:00", "four-hours")]
    [TestCase("1.00:00:00", "one-day")]
    [TestCase("01:30:00", "one-hour-thirty-minutes")]
    [TestCase("00:01:30", "one-minute-thirty-seconds")]
    [TestCase("00:00:01", "one-second")]
    [TestCase("00:01:01", "one-minute-one-second")]
    [TestCase("7.00:00:00", "seven-days")]
    [TestCase("365.00:00:00", "three-hundred-sixty-five-days")]
    [TestCase("2.03:04:05", "two-days-three-hours-four-minutes-five-seconds")]
    [TestCase("1.00:00:01", "one-day-one-second")]
    [TestCase("999.23:59:59", "nine-hundred-ninety-nine-days-twenty-three-hours-fifty-nine-minutes-fifty-nine-seconds")]
    public void Of_Duration_IsItsCanonicalName(string duration, string name) =>
        Assert.That(DurationName.Of(TimeSpan.Parse(duration)), Is.EqualTo(name));

    [TestCase("00:00:00")]
    [TestCase("-00:00:01")]
    [TestCase("00:00:00.5")]
    [TestCase("1000.00:00:00")]
    public void Of_DurationWithoutName_Throws(string duration) =>
        Assert.That(() => DurationName.Of(TimeSpan.Parse(duration)), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void TryParse_EverySecondOfADay_ComesBack()
    {
        for (var seconds = 1; seconds <= SecondsOfADay; seconds++)
        {
            RequireRoundTrip(TimeSpan.FromSeconds(seconds));
        }
    }

    [Test]
    public void TryParse_EveryNumberOfDays_ComesBack()
    {
        for (var days = 1; days <= 999; days++)
        {
            RequireRoundTrip(TimeSpan.FromDays(days));
        }
    }

    [Test]
    public void TryParse_AnyDurations_ComeBack()
    {
        var random = new Random(20261123);
        for (var i = 0; i < 50_000; i++)
        {
            RequireRoundTrip(TimeSpan.FromSeconds(random.Next(1, 1000 * SecondsOfADay)));
        }
    }

    [Test]
    public void Of_EverySecondOfADay_HasANameOfItsOwn() =>
        Assert.That(
            Enumerable.Range(1, SecondsOfADay).Select(seconds => DurationName.Of(TimeSpan.FromSeconds(seconds))).Distinct().Count(),
            Is.EqualTo(SecondsOfADay));

    [Test]
    public void EventName_LongestDuration_FitsAJobName()
    {
        var longest = Enumerable.Range(1, 999).Select(days => ScheduleName.Of(new TimeSpan(days, 23, 57, 57)).EventName.Length).Max();
        Assert.That(longest, Is.LessThanOrEqualTo(120));
    }

    private static void RequireRoundTrip(TimeSpan duration)
    {
        var name = DurationName.Of(duration);
        if (!DurationName.TryParse(name, out var read) || read != duration)
        {
            Assert.Fail($"{name} was read as {read}, not as {duration}");
        }
    }
}
