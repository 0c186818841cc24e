namespace Ponos.Core.Tests.Root;

public sealed class JobNameTests
{
    [TestCase("docker.images.cleanup")]
    [TestCase("time.one-day.passed")]
    [TestCase("a")]
    [TestCase("instance.imageBuild_2")]
    public void IsName_Names_AreTaken(string name) => Assert.That(JobName.IsName(name), Is.True);

    [TestCase("")]
    [TestCase(".a")]
    [TestCase("a.")]
    [TestCase("a..b")]
    [TestCase("a b")]
    [TestCase("-a")]
    [TestCase("ä")]
    [TestCase("time.*.passed")]
    [TestCase("a/b")]
    public void IsName_AnythingElse_IsRefused(string name) => Assert.That(JobName.IsName(name), Is.False);

    [Test]
    public void IsName_LongerThanAQueueNameAllows_IsRefused()
    {
        Assert.That(JobName.IsName(new string('a', JobName.MaxLength)), Is.True);
        Assert.That(JobName.IsName(new string('a', JobName.MaxLength + 1)), Is.False);
    }

    [TestCase("time.*.passed", true)]
    [TestCase("#", true)]
    [TestCase("time.#.*", true)]
    [TestCase("a*", false)]
    [TestCase("time..*", false)]
    [TestCase("time.#", true)]
    [TestCase("time.o*.passed", false)]
    [TestCase("time.**", false)]
    public void IsNameOrPattern_WildcardsAsWholeWords_AreTaken(string name, bool expected) =>
        Assert.That(JobName.IsNameOrPattern(name), Is.EqualTo(expected));
}
