using Khronos.Engine;
using Khronos.Naming;
using Khronos.Schedules;

namespace Khronos.Tests.Engine;

public sealed class DueHeapTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-23T10:00:00Z");

    [Test]
    public void Place_RandomWork_AlwaysGivesTheEarliest()
    {
        var random = new Random(7);
        var heap = new DueHeap();
        var runs = Enumerable.Range(1, 300).Select(seconds => Run(TimeSpan.FromSeconds(seconds))).ToArray();
        var members = new HashSet<ScheduleRun>();
        for (var i = 0; i < 20_000; i++)
        {
            var run = runs[random.Next(runs.Length)];
            if (random.Next(3) == 0)
            {
                heap.Remove(run);
                members.Remove(run);
            }
            else
            {
                run.Replace(run.Schedule with { ActiveFrom = Start.AddSeconds(random.Next(100_000)) });
                heap.Place(run);
                members.Add(run);
            }

            Assert.That(heap.Count, Is.EqualTo(members.Count));
            Assert.That(heap.First?.DueAt, Is.EqualTo(members.Min(member => member.DueAt)));
            var now = Start.AddSeconds(random.Next(100_000));
            Assert.That(heap.CountDue(now), Is.EqualTo(members.Count(member => member.DueAt <= now)));
        }
    }

    private static ScheduleRun Run(TimeSpan every) =>
        new(new Schedule { Name = ScheduleName.Of(every), Rhythm = new IntervalRhythm(every), ActiveFrom = Start }, Start, 1);
}
