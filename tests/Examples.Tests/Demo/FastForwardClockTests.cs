using Examples.Demo;
using Microsoft.Extensions.Time.Testing;

namespace Examples.Tests.Demo;

public class FastForwardClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _real = new(Start.AddYears(1));

    [Test]
    public void GetUtcNow_NobodyWaits_StandsStill()
    {
        var clock = Clock();

        _real.Advance(TimeSpan.FromSeconds(5));

        Assert.That(clock.GetUtcNow(), Is.EqualTo(Start));
    }

    [Test]
    public void GetUtcNow_SomebodyWaits_RunsAtItsSpeedUpToTheEnd()
    {
        var clock = Clock();
        using var timer = clock.CreateTimer(_ => { }, null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);

        _real.Advance(TimeSpan.FromSeconds(2));
        Assert.That(clock.GetUtcNow(), Is.EqualTo(Start.AddSeconds(200)));
        Assert.That(clock.GetElapsedTime(0), Is.EqualTo(TimeSpan.FromSeconds(200)));
        Assert.That(clock.IsOver, Is.False);

        _real.Advance(TimeSpan.FromDays(1));
        Assert.That(clock.GetUtcNow(), Is.EqualTo(Start.AddDays(1)));
        Assert.That(clock.IsOver, Is.True);
    }

    [Test]
    public void CreateTimer_DueInAnHour_FiresWhenTheHourHasPassedHere()
    {
        var clock = Clock();
        DateTimeOffset? fired = null;
        using var timer = clock.CreateTimer(_ => fired = clock.GetUtcNow(), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);

        _real.Advance(TimeSpan.FromSeconds(35));
        Assert.That(fired, Is.Null);

        _real.Advance(TimeSpan.FromSeconds(1));
        Assert.That(fired, Is.EqualTo(Start.AddHours(1)));
    }

    private FastForwardClock Clock() => new(Start, TimeSpan.FromDays(1), speed: 100, _real);
}
