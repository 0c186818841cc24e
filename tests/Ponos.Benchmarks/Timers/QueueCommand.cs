using Khronos.Engine;
using Khronos.Naming;
using Khronos.Schedules;

namespace Ponos.Benchmarks.Timers;

/// <summary>
/// What a tick costs in the queue of schedules alone, in processor time, and in .NET's
/// <see cref="PriorityQueue{TElement,TPriority}"/>, which nothing can be taken out of. Nothing is published.
/// </summary>
internal static class QueueCommand
{
    private static readonly DateTimeOffset Start = new(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);

    public static int Run()
    {
        foreach (var count in new[] { 1_000, 10_000, 100_000 })
        {
            (string Name, Func<int, int, double> Measure)[] contestants = [("the queue", Queue), ("PriorityQueue", Priority)];
            foreach (var (name, measure) in contestants)
            {
                _ = measure(count, 100_000);
                Console.WriteLine(
                    $"{count,7} schedules, {name,-14} {Enumerable.Range(0, 3).Min(_ => measure(count, 1_000_000)),6:0} ns a tick");
            }
        }

        return 0;
    }

    private static double Queue(int count, int ticks)
    {
        var queue = new DueQueue();
        foreach (var run in Runs(count))
        {
            queue.Place(run);
        }

        var taken = new ScheduleRun[64];
        var fired = new List<Tick>();
        var began = Environment.CpuUsage.UserTime;
        var done = 0;
        for (var now = Start; done < ticks; now = queue.NextAt!.Value > now ? queue.NextAt.Value : now.AddMilliseconds(1))
        {
            for (var due = queue.TakeDue(now, taken); due > 0; due = queue.TakeDue(now, taken))
            {
                foreach (var run in taken.AsSpan(0, due))
                {
                    run.Fire(now, Start, fired);
                    fired.Clear();
                    queue.Place(run);
                }

                done += due;
            }
        }

        return (Environment.CpuUsage.UserTime - began).TotalNanoseconds / done;
    }

    private static double Priority(int count, int ticks)
    {
        var queue = new PriorityQueue<ScheduleRun, long>();
        foreach (var run in Runs(count))
        {
            queue.Enqueue(run, run.DueTicks);
        }

        var fired = new List<Tick>();
        var began = Environment.CpuUsage.UserTime;
        var done = 0;
        for (; done < ticks; done++)
        {
            var run = queue.Peek();
            run.Fire(new DateTimeOffset(run.DueTicks, TimeSpan.Zero), Start, fired);
            fired.Clear();
            _ = queue.DequeueEnqueue(run, run.DueTicks);
        }

        return (Environment.CpuUsage.UserTime - began).TotalNanoseconds / done;
    }

    /// <summary>Intervals from 1 s to 17 min, moved so that they are not all due at once.</summary>
    private static IEnumerable<ScheduleRun> Runs(int count)
    {
        var random = new Random(7);
        for (var i = 0; i < count; i++)
        {
            var every = TimeSpan.FromSeconds(random.Next(1, 1_000));
            _ = ScheduleName.TryParse($"schedule-{i}", out var name);
            yield return new ScheduleRun(
                new Schedule { Name = name!, Rhythm = new IntervalRhythm(every, every * random.NextDouble()), ActiveFrom = Start },
                Start,
                catchUpLimit: 1);
        }
    }
}
