using Microsoft.Extensions.Time.Testing;
using Ponos.Delivery;

namespace Ponos.Core.Tests.Delivery;

/// <summary>How long the oldest job waits, as far as can be told.</summary>
public sealed class QueueAgeTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Test]
    public void Look_NothingReady_IsZeroWhateverBeganLast()
    {
        var age = new QueueAge(_time);
        age.Began(_time.GetUtcNow() - TimeSpan.FromHours(1));

        Assert.That(age.Look(0), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Look_JobsWaitBehindOneThatBegan_IsItsWaitAndWhatPassedSince()
    {
        var age = new QueueAge(_time);
        _time.Advance(TimeSpan.FromMinutes(10));
        age.Began(_time.GetUtcNow() - TimeSpan.FromSeconds(40));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.That(age.Look(3), Is.EqualTo(TimeSpan.FromSeconds(45)));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(age.Look(3), Is.EqualTo(TimeSpan.FromSeconds(105)), "nobody takes any, and it grows");
    }

    [Test]
    public void Look_AfterItWasEmpty_CountsFromThen()
    {
        var age = new QueueAge(_time);
        age.Began(_time.GetUtcNow());
        _time.Advance(TimeSpan.FromHours(1));
        Assert.That(age.Look(0), Is.EqualTo(TimeSpan.Zero));
        _time.Advance(TimeSpan.FromSeconds(15));

        Assert.That(age.Look(1), Is.EqualTo(TimeSpan.FromSeconds(15)));
    }

    [Test]
    public void Began_PublishersClockIsAhead_IsNoNegativeWait()
    {
        var age = new QueueAge(_time);
        _time.Advance(TimeSpan.FromSeconds(1));
        age.Began(_time.GetUtcNow() + TimeSpan.FromHours(1));

        Assert.That(age.Look(1), Is.EqualTo(TimeSpan.Zero));
    }
}
