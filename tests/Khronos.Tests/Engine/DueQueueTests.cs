using Khronos.Engine;
using Khronos.Naming;
using Khronos.Schedules;

namespace Khronos.Tests.Engine;

public sealed class DueQueueTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-23T10:00:00Z");

    [Test]
    public void TakeDue_RandomWork_GivesWhatIsDueInOrder([Values(10, 1_000, 100_000)] int secondsAhead)
    {
        var random = new Random(7);
        var queue = new DueQueue();
        var runs = Enumerable.Range(1, 300).Select(seconds => Run(TimeSpan.FromSeconds(seconds))).ToArray();
        var members = new HashSet<ScheduleRun>();
        var taken = new ScheduleRun[300];
        var now = Start;
        for (var i = 0; i < 20_000; i++)
        {
            var run = runs[random.Next(runs.Length)];
            if (random.Next(3) == 0)
            {
                queue.Remove(run);
                members.Remove(run);
            }
            else
            {
                run.Replace(run.Schedule with { ActiveFrom = now.AddMilliseconds(random.Next(-1_000, secondsAhead * 1_000)) });
                queue.Place(run);
                members.Add(run);
            }

            Assert.That(queue.Count, Is.EqualTo(members.Count));
            // Now and then the clock jumps, or goes back.
            now = now.AddMilliseconds(random.Next(100) switch { 0 => 300_000, 1 => -20_000, _ => random.Next(200) });
            var due = members.Where(member => member.DueAt <= now).ToHashSet();
            var count = queue.TakeDue(now, taken);
            Assert.That(taken[..count], Is.EquivalentTo(due));
            Assert.That(taken[..count].Select(each => each.DueAt), Is.Ordered);
            foreach (var each in taken[..count])
            {
                queue.Remove(each);
                members.Remove(each);
            }

            Assert.That(queue.NextAt, members.Count == 0 ? Is.Null : Is.LessThanOrEqualTo(members.Min(member => member.DueAt)!.Value));
        }
    }

    [Test]
    public void TakeDue_MoreThanTheSpanHolds_GivesTheEarliestFirst()
    {
        var queue = new DueQueue();
        foreach (var seconds in Enumerable.Range(1, 100))
        {
            queue.Place(Run(TimeSpan.FromSeconds(seconds)));
        }

        var taken = new ScheduleRun[30];
        var count = queue.TakeDue(Start.AddSeconds(100), taken);
        Assert.That(count, Is.EqualTo(30));
        Assert.That(queue.TakeDue(Start.AddSeconds(100), new ScheduleRun[100]), Is.EqualTo(70));
        Assert.That(queue.Count, Is.Zero);
        Assert.That(taken.Max(run => run.DueAt), Is.LessThan(Start.AddSeconds(90)));
        Assert.That(taken.Select(run => run.DueAt), Is.Ordered);
    }

    [Test]
    public void Place_AgainAfterItWasTaken_IsDueAgain()
    {
        var queue = new DueQueue();
        var run = Run(TimeSpan.FromSeconds(1));
        queue.Place(run);
        var taken = new ScheduleRun[1];
        Assert.That(queue.TakeDue(run.DueAt!.Value, taken), Is.EqualTo(1));
        queue.Place(run);
        Assert.That(queue.TakeDue(run.DueAt!.Value, taken), Is.EqualTo(1));
        Assert.That(taken[0], Is.SameAs(run));
    }

    [Test]
    public void NextAt_DueFarAhead_ComesNearBeforeItIsDue()
    {
        var queue = new DueQueue();
        var run = Run(TimeSpan.FromHours(5));
        queue.Place(run);
        var taken = new ScheduleRun[1];
        var looks = 0;
        for (var now = Start; queue.TakeDue(now, taken) == 0; now = queue.NextAt!.Value)
        {
            Assert.That(queue.NextAt, Is.LessThanOrEqualTo(run.DueAt!.Value).And.GreaterThan(now));
            looks++;
        }

        Assert.That(looks, Is.LessThan(500));
    }

    private static ScheduleRun Run(TimeSpan every) =>
        new(new Schedule { Name = ScheduleName.Of(every), Rhythm = new IntervalRhythm(every), ActiveFrom = Start }, Start, 1);
}
