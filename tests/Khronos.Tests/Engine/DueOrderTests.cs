using FsCheck;
using FsCheck.Fluent;
using Khronos.Engine;
using Khronos.Naming;
using Khronos.Schedules;

namespace Khronos.Tests.Engine;

/// <summary>The heap and the queue do what a sorted list does, whatever is put in, taken out and asked for in between.</summary>
public sealed class DueOrderTests
{
    private const int Ids = 40;

    private static readonly long Start = new DateTime(2026, 11, 29).Ticks;

    /// <summary>What is done: an entry put in or moved, one taken out, or time that passes.</summary>
    private static readonly Gen<Step[]> Steps = Gen.ArrayOf(Gen.OneOf(
        from id in Gen.Choose(0, Ids - 1)
        from unit in Gen.Elements(
            1L, TimeSpan.TicksPerMillisecond, 1L << 20, TimeSpan.TicksPerSecond, TimeSpan.TicksPerMinute, TimeSpan.TicksPerDay)
        from ahead in Gen.Choose(-20, 400)
        select new Step(StepKind.Place, id, ahead * unit),
        from id in Gen.Choose(0, Ids - 1)
        select new Step(StepKind.Remove, id, 0),
        from unit in Gen.Elements(1L, TimeSpan.TicksPerMillisecond, 1L << 20, TimeSpan.TicksPerSecond, TimeSpan.TicksPerHour)
        from steps in Gen.Choose(-5, 200)
        select new Step(StepKind.Pass, 0, steps * unit)));

    [Test]
    public void Heap_AnyWork_EqualsASortedList() => Check(steps =>
    {
        var heap = new DueHeap();
        var list = new SortedList();
        foreach (var step in steps)
        {
            switch (step.Kind)
            {
                case StepKind.Place:
                    heap.Remove(step.Id);
                    heap.Add(new DueNode(Start + step.Ticks, step.Id));
                    list.Place(step.Id, Start + step.Ticks);
                    break;
                case StepKind.Remove:
                    heap.Remove(step.Id);
                    list.Remove(step.Id);
                    break;
                default:
                    if (heap.Count > 0 && !list.Take(heap.TakeFirst()))
                    {
                        return false;
                    }

                    break;
            }

            if (heap.Count != list.Count)
            {
                return false;
            }
        }

        while (heap.Count > 0)
        {
            if (!list.Take(heap.TakeFirst()))
            {
                return false;
            }
        }

        return list.Count == 0;
    });

    [Test]
    public void Queue_AnyWork_HandsOutWhatASortedListDoes() => Check(steps =>
    {
        var (queue, list, now) = (new DueQueue(), new SortedList(), Start);
        var runs = Enumerable.Range(0, Ids).Select(NewRun).ToArray();
        var taken = new ScheduleRun[Ids];
        foreach (var step in steps)
        {
            var run = runs[step.Id];
            switch (step.Kind)
            {
                case StepKind.Place:
                    run.Replace(run.Schedule with { ActiveFrom = new DateTimeOffset(Math.Max(now + step.Ticks, Start), TimeSpan.Zero) });
                    queue.Place(run);
                    list.Place(step.Id, run.DueTicks);
                    break;
                case StepKind.Remove:
                    queue.Remove(run);
                    list.Remove(step.Id);
                    break;
                default:
                    now += step.Ticks;
                    foreach (var due in taken.AsSpan(0, queue.TakeDue(new DateTimeOffset(now, TimeSpan.Zero), taken)))
                    {
                        if (!list.Take(new DueNode(due.DueTicks, Array.IndexOf(runs, due))))
                        {
                            return false;
                        }

                        queue.Remove(due);
                    }

                    if (list.First <= now)
                    {
                        return false;
                    }

                    break;
            }

            if (queue.Count != list.Count || (queue.NextAt?.UtcTicks ?? long.MaxValue) != list.First)
            {
                return false;
            }
        }

        return true;
    });

    private static ScheduleRun NewRun(int id)
    {
        _ = ScheduleName.TryParse($"schedule-{id}", out var name);
        var start = new DateTimeOffset(Start, TimeSpan.Zero);
        return new ScheduleRun(
            new Schedule { Name = name!, Rhythm = new IntervalRhythm(TimeSpan.FromSeconds(1 + (id * 7))), ActiveFrom = start },
            start,
            catchUpLimit: 1);
    }

    private static void Check(Func<Step[], bool> holds) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(200), Prop.ForAll(Arb.From(Steps), holds));

    private enum StepKind
    {
        Place,
        Remove,
        Pass,
    }

    private sealed record Step(StepKind Kind, int Id, long Ticks);

    /// <summary>The plainest thing that does the same.</summary>
    private sealed class SortedList
    {
        private readonly SortedSet<(long Due, int Id)> _entries = [];

        public int Count => _entries.Count;

        public long First => _entries.Count == 0 ? long.MaxValue : _entries.Min.Due;

        public void Place(int id, long due)
        {
            Remove(id);
            _entries.Add((due, id));
        }

        public void Remove(int id) => _entries.RemoveWhere(entry => entry.Id == id);

        /// <summary>Takes out what was handed out, if that is one of the earliest.</summary>
        public bool Take(DueNode node) => node.Due == First && _entries.Remove((node.Due, node.Id));
    }
}
