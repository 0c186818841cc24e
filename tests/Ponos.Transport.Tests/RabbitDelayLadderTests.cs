using Ponos.Transport.RabbitMq;

namespace Ponos.Transport.Tests;

internal sealed class RabbitDelayLadderTests
{
    [TestCase(1, "ponos.delay.00")]
    [TestCase(2, "ponos.delay.01")]
    [TestCase(3, "ponos.delay.01")]
    [TestCase(3600, "ponos.delay.11")]
    [TestCase(2_592_000, "ponos.delay.21")]
    public void Enter_Delay_BeginsAtItsHighestBitAndAddsUp(int seconds, string exchange)
    {
        var entry = DelayLadder.Default.Enter(TimeSpan.FromSeconds(seconds), JobAddress.Queue("a.b"));

        Assert.That(entry.Exchange, Is.EqualTo(exchange));
        var words = entry.RoutingKey.Split('.');
        var waited = words.Take(DelayLadder.Levels).Select((bit, i) => bit == "1" ? 1 << (DelayLadder.Levels - 1 - i) : 0).Sum();
        Assert.That(waited, Is.EqualTo(seconds));
        Assert.That(string.Join('.', words.Skip(DelayLadder.Levels)), Is.EqualTo("task.a.b"));
    }

    [Test]
    public void Enter_FractionOfASecond_IsRoundedUp() =>
        Assert.That(
            DelayLadder.Default.Enter(TimeSpan.FromMilliseconds(1001), JobAddress.Queue("q")).Exchange, Is.EqualTo("ponos.delay.01"));

    [Test]
    public void Enter_LongestNames_FitIntoARoutingKey()
    {
        var queue = $"{new string('s', 120)}.{new string('t', 120)}.invalid";

        var key = DelayLadder.Default.Enter(TimeSpan.FromSeconds(1), JobAddress.Queue(queue)).RoutingKey;

        Assert.That(key, Has.Length.LessThanOrEqualTo(255));
        Assert.That(DelayLadder.Default.Exit(JobAddress.Queue(queue)).RoutingKey[44..], Is.EqualTo(key[44..]));
    }

    [TestCase("time.passed", null, false)]
    [TestCase("", null, false)]
    [TestCase("0.1.x", null, false)]
    public void EventOf_OrdinaryKey_IsNotTheLadders(string key, string? name, bool ladders)
    {
        Assert.That(DelayLadder.EventOf(key), Is.EqualTo(name));
        Assert.That(DelayLadder.IsLadders(key), Is.EqualTo(ladders));
    }

    [Test]
    public void EventOf_LaddersKey_IsTheEventsName() =>
        Assert.That(
            DelayLadder.EventOf(DelayLadder.Default.Enter(TimeSpan.FromSeconds(5), JobAddress.Event("time.one-day.passed")).RoutingKey),
            Is.EqualTo("time.one-day.passed"));

    [Test]
    public void Next_Failures_BeginAtOnceAndStayBelowTheLongest()
    {
        var delay = new ReconnectDelay(new RabbitTransportOptions());

        var waits = Enumerable.Range(0, 12).Select(_ => delay.Next(faulted: false, random: 0).TotalMilliseconds).ToArray();

        Assert.That(waits, Is.EqualTo(new double[] { 0, 50, 100, 200, 400, 800, 1600, 2000, 2000, 2000, 2000, 2000 }));
    }

    [Test]
    public void DelaysTogether_Shape_HasALevelForEachBit()
    {
        var shape = DelayLadder.Default.Shape();

        Assert.That(
            shape.Queues.Where(queue => queue.Arguments.ContainsKey("x-message-ttl")).Sum(queue => (long)queue.Arguments["x-message-ttl"]),
            Is.EqualTo((long)DelayLadder.MaxDelay.TotalMilliseconds));
        Assert.That(shape.Bindings.All(binding => binding.RoutingKey.Length < 255), Is.True);
    }
}
