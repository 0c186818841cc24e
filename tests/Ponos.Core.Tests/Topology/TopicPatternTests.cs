using Ponos.Topology;

namespace Ponos.Core.Tests.Topology;

internal sealed class TopicPatternTests
{
    [TestCase("time.one-day.passed", "time.one-day.passed", true)]
    [TestCase("time.*.passed", "time.one-day.passed", true)]
    [TestCase("time.*.passed", "time.passed", false)]
    [TestCase("time.*.passed", "time.one.day.passed", false)]
    [TestCase("time.*", "time.one-day.passed", false)]
    [TestCase("*", "time", true)]
    [TestCase("*", "", false)]
    [TestCase("#", "", true)]
    [TestCase("#", "time.one-day.passed", true)]
    [TestCase("time.#", "time", true)]
    [TestCase("time.#", "time.a.b.c", true)]
    [TestCase("time.#", "timer", false)]
    [TestCase("#.passed", "passed", true)]
    [TestCase("#.passed", "time.one-day.passed", true)]
    [TestCase("#.passed", "time.passed.by", false)]
    [TestCase("a.#.z", "a.z", true)]
    [TestCase("a.#.z", "a.z.b.z", true)]
    [TestCase("a.#.b.*.#.z", "a.b.b.c.z", true)]
    [TestCase("a.#.b.*.#.z", "a.b.z", false)]
    [TestCase("#.*", "", false)]
    [TestCase("#.*", "a", true)]
    [TestCase("#.#", "", true)]
    [TestCase("a.b", "a", false)]
    [TestCase("a", "a.b", false)]
    [TestCase("", "", true)]
    public void Matches_Pattern_AsAmqpSays(string pattern, string routingKey, bool matches) =>
        Assert.That(TopicPattern.Matches(pattern, routingKey), Is.EqualTo(matches));
}
