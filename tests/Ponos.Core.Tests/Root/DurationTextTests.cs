namespace Ponos.Core.Tests.Root;

public sealed class DurationTextTests
{
    [TestCase("500ms", 500)]
    [TestCase("2s", 2000)]
    [TestCase("1m30s", 90_000)]
    [TestCase("4h", 14_400_000)]
    [TestCase("1d", 86_400_000)]
    [TestCase("00:01:30", 90_000)]
    [TestCase("0s", 0)]
    [TestCase("PT1M", 60_000)]
    [TestCase("PT1H30M", 5_400_000)]
    [TestCase("P1W", 604_800_000)]
    [TestCase("one-minute", 60_000)]
    [TestCase("ninety seconds", 90_000)]
    [TestCase("2 s", 2000)]
    [TestCase("5S", 5000)]
    [TestCase("1.00:00:00", 86_400_000)]
    [TestCase("00:00:00.5", 500)]
    public void TryParse_WrittenAsPeopleDo_GivesTheTime(string text, long milliseconds)
    {
        Assert.That(DurationText.TryParse(text, out var value), Is.True);
        Assert.That(value, Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));
    }

    [TestCase("")]
    [TestCase(null)]
    [TestCase("5")]
    [TestCase("s")]
    [TestCase("-2s")]
    [TestCase("2x")]
    [TestCase("5s3")]
    [TestCase("25:00")]
    [TestCase("1s1m")]
    [TestCase("999999999w")]
    [TestCase("P1Y")]
    [TestCase("none")]
    [TestCase("1.5s")]
    [TestCase("99999999999s")]
    [TestCase("-00:01:00")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.That(DurationText.TryParse(text, out _), Is.False);

    [TestCase("500ms")]
    [TestCase("1m30s")]
    [TestCase("30d")]
    [TestCase("1d1ms")]
    [TestCase("0s")]
    public void Write_ATime_ReadsBackAsTheSame(string text)
    {
        Assert.That(DurationText.TryParse(text, out var value), Is.True);
        Assert.That(DurationText.Write(value), Is.EqualTo(text));
    }

    [Test]
    public void Write_BelowAMillisecond_ReadsBackAsTheSame()
    {
        Assert.That(DurationText.TryParse(DurationText.Write(TimeSpan.FromTicks(15_000)), out var value), Is.True);
        Assert.That(value, Is.EqualTo(TimeSpan.FromTicks(15_000)));
    }
}
