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
    [TestCase("2 s")]
    [TestCase("2x")]
    [TestCase("1.5s")]
    [TestCase("99999999999s")]
    [TestCase("-00:01:00")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.That(DurationText.TryParse(text, out _), Is.False);

    [Test]
    public void Parse_Nonsense_NamesTheThingTheValueAndTheRemedy()
    {
        var exception = Assert.Throws<FormatException>(() => DurationText.Parse("soon", "Delay"));

        Assert.That(exception!.Message, Does.Contain("Delay").And.Contain("'soon'").And.Contain("1m30s"));
    }
}
