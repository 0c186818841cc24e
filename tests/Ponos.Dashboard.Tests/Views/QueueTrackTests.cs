using Ponos.Control;
using Ponos.Dashboard.Tests.Support;
using Ponos.Dashboard.Watching;

namespace Ponos.Dashboard.Tests.Views;

internal sealed class QueueTrackTests
{
    [Test]
    public void Rates_OfAQueueThatGrows_AreWhatWasSettledAndThatWithTheGrowth()
    {
        var track = QueueTrack.Empty.With(Point(0, ready: 10, settled: 100)).With(Point(10, ready: 60, settled: 120));

        Assert.That(track.RateOut, Is.EqualTo(2));
        Assert.That(track.RateIn, Is.EqualTo(7));
        Assert.That(track.Growth, Is.EqualTo(50));
    }

    [Test]
    public void Rates_OfOneLook_AreNotKnown() => Assert.That(QueueTrack.Empty.With(Point(0, 10, 0)).RateOut, Is.Null);

    [Test]
    public void With_MoreThanAreKept_LeavesOutTheOldest()
    {
        var track = QueueTrack.Empty;
        for (var i = 0; i < 400; i++)
        {
            track = track.With(Point(i, i, i));
        }

        Assert.That(track.Points, Has.Count.EqualTo(300));
        Assert.That(track.Points[0].Ready, Is.EqualTo(100));
    }

    [Test]
    public void Settled_ProcessRestartsAndAnotherComes_CountsOnlyWhatWasDoneSince()
    {
        var counter = new SettledCounter();
        var old = Report("a", TestFleet.Now.AddHours(-1), 1000);

        _ = counter.Add([old], TestFleet.Now);
        var second = counter.Add([Report("a", TestFleet.Now.AddHours(-1), 1010)], TestFleet.Now.AddSeconds(2));
        var restarted = counter.Add(
            [
                Report("a", TestFleet.Now.AddSeconds(3), 4),
                Report("b", TestFleet.Now.AddSeconds(3), 7),
                Report("c", TestFleet.Now.AddHours(-5), 900),
            ],
            TestFleet.Now.AddSeconds(4));

        Assert.That(second["q"], Is.EqualTo(10));
        // One that began earlier and was not heard of before has done what it has at some other time.
        Assert.That(restarted["q"], Is.EqualTo(17));
    }

    private static TrackPoint Point(int second, long ready, long settled) => new(TestFleet.Now.AddSeconds(second), ready, ready, settled);

    private static ProcessReport Report(string instance, DateTimeOffset since, long count) => TestFleet.Process("images", instance) with
    {
        Since = since,
        Handlers = [TestFleet.Handler() with
        {
            Queue = "q",
            Outcomes = new Dictionary<JobOutcome, long> { [JobOutcome.Succeeded] = count },
        }],
    };
}
