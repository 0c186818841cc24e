using Ponos.Generators.Reading;

namespace Ponos.Generators.Tests;

/// <summary>The generator cannot use Ponos.Core's own code, so what both check is compared here.</summary>
public sealed class GrammarTests
{
    [TestCase("docker.images.cleanup")]
    [TestCase("time.one-day.passed")]
    [TestCase("A1_b")]
    [TestCase("time.*.passed")]
    [TestCase("#")]
    [TestCase("time.#.*")]
    [TestCase("")]
    [TestCase(".")]
    [TestCase("a..b")]
    [TestCase("a.")]
    [TestCase("-a")]
    [TestCase("_a")]
    [TestCase("a b")]
    [TestCase("ä")]
    [TestCase("a*")]
    [TestCase("1")]
    public void IsName_AnyText_AgreesWithCore(string name)
    {
        Assert.That(JobNameGrammar.IsName(name), Is.EqualTo(JobName.IsName(name)));
        Assert.That(JobNameGrammar.IsNameOrPattern(name), Is.EqualTo(JobName.IsNameOrPattern(name)));
        Assert.That(JobNameGrammar.IsPattern(name), Is.EqualTo(JobName.IsPattern(name)));
    }

    [TestCase(120)]
    [TestCase(121)]
    public void IsName_LongText_AgreesWithCore(int length) =>
        Assert.That(JobNameGrammar.IsName(new string('a', length)), Is.EqualTo(JobName.IsName(new string('a', length))));

    [Test]
    public void Rules_InWords_AgreeWithCore()
    {
        Assert.That(JobNameGrammar.Rule, Is.EqualTo(JobName.Rule));
        Assert.That(DurationGrammar.Rule, Is.EqualTo(DurationText.Rule));
    }

    [TestCase("500ms")]
    [TestCase("2s")]
    [TestCase("1m30s")]
    [TestCase("4h")]
    [TestCase("1d")]
    [TestCase("0s")]
    [TestCase("00:01:30")]
    [TestCase("1.00:00:00")]
    [TestCase("-00:01:30")]
    [TestCase("999999999d")]
    [TestCase("10675199d")]
    [TestCase("1234567890s")]
    [TestCase("")]
    [TestCase(null)]
    [TestCase("s")]
    [TestCase("5")]
    [TestCase("5 s")]
    [TestCase("-5s")]
    [TestCase("1.5s")]
    [TestCase("5S")]
    [TestCase("5sec")]
    [TestCase("5s3")]
    [TestCase("25:00")]
    [TestCase("none")]
    public void TryParse_AnyText_AgreesWithCore(string? text)
    {
        var understood = DurationGrammar.TryParse(text, out var value);

        Assert.That(understood, Is.EqualTo(DurationText.TryParse(text, out var expected)));
        if (understood)
        {
            Assert.That(value, Is.EqualTo(expected));
        }
    }
}
