using Khronos.Engine;
using Khronos.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Khronos.Tests.Engine;

public sealed class ClockWatchTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-23T10:00:00Z");

    private TestClock _clock = null!;
    private ClockWatch _watch = null!;

    [SetUp]
    public void SetUp()
    {
        _clock = new TestClock(Start);
        _watch = new ClockWatch(_clock, TimeSpan.FromSeconds(60), NullLogger<ClockWatch>.Instance);
    }

    [Test]
    public void Read_BothClocksAgree_IsTheWallClock()
    {
        _clock.Advance(TimeSpan.FromDays(3));
        Assert.That(_watch.Read(), Is.EqualTo(Start.AddDays(3)));
        Assert.That(_watch.RefusedStep, Is.Null);
    }

    [Test]
    public void Read_SmallStepForward_IsTaken()
    {
        _clock.WallSetBy = TimeSpan.FromSeconds(60);
        Assert.That(_watch.Read(), Is.EqualTo(Start.AddSeconds(60)));
    }

    [Test]
    public void Read_StepBackward_IsTaken()
    {
        _clock.WallSetBy = TimeSpan.FromHours(-2);
        Assert.That(_watch.Read(), Is.EqualTo(Start.AddHours(-2)));
    }

    [Test]
    public void Read_LargeStepForward_IsRefusedUntilTwoLaterReadings()
    {
        _clock.WallSetBy = TimeSpan.FromSeconds(61);
        Assert.That(_watch.Read(), Is.EqualTo(Start));
        Assert.That(_watch.RefusedStep, Is.EqualTo(TimeSpan.FromSeconds(61)));
        Assert.That(_watch.Read(), Is.EqualTo(Start), "Readings at the same moment confirm nothing.");
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.That(_watch.Read(), Is.EqualTo(Start.AddSeconds(5)));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.That(_watch.Read(), Is.EqualTo(Start.AddSeconds(71)));
        Assert.That(_watch.RefusedStep, Is.Null);
    }

    [Test]
    public void Read_StepThatChanges_BeginsAnew()
    {
        _clock.WallSetBy = TimeSpan.FromHours(1);
        _ = _watch.Read();
        _clock.Advance(TimeSpan.FromSeconds(5));
        _clock.WallSetBy = TimeSpan.FromHours(2);
        _ = _watch.Read();
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.That(_watch.Read(), Is.EqualTo(Start.AddSeconds(10)));
    }

    [Test]
    public void Read_StepThatGoesAway_IsForgotten()
    {
        _clock.WallSetBy = TimeSpan.FromHours(1);
        _ = _watch.Read();
        _clock.WallSetBy = TimeSpan.Zero;
        Assert.That(_watch.Read(), Is.EqualTo(Start));
        Assert.That(_watch.RefusedStep, Is.Null);
    }

    [Test]
    public void Confirm_RefusedStep_IsTakenAtOnce()
    {
        _clock.WallSetBy = TimeSpan.FromHours(1);
        _ = _watch.Read();
        _watch.Confirm();
        Assert.That(_watch.Read(), Is.EqualTo(Start.AddHours(1)));
    }

    [Test]
    public void Read_WithoutLimit_TakesEveryStep()
    {
        var watch = new ClockWatch(_clock, Timeout.InfiniteTimeSpan, NullLogger<ClockWatch>.Instance);
        _clock.WallSetBy = TimeSpan.FromDays(1);
        Assert.That(watch.Read(), Is.EqualTo(Start.AddDays(1)));
    }
}
