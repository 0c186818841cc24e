using System.Collections.Concurrent;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using Ponos.Delivery;
using Ponos.Retry;
using Ponos.Transport;

namespace Ponos.Core.Tests.Delivery;

/// <summary>What holds of the pure machines of delivery, whatever happens to them in whatever order.</summary>
public sealed class DeliveryProperties
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Each delivery is run or taken back, once; never more at a time than there are slots; a run that throws costs no slot.
    /// </summary>
    [Test]
    public void Slots_WhateverHappens_EachDeliveryEndsOnce() => Prop.ForAll(
        (from slots in Gen.Choose(1, 6)
         from steps in Gen.Frequency(
             (6, Gen.Constant(Step.Add)),
             (1, Gen.Constant(Step.TakeBack)),
             (1, Gen.Constant(Step.Narrow)),
             (1, Gen.Constant(Step.Widen)),
             (1, Gen.Constant(Step.Yield)))
             .ArrayOf(120)
         select (slots, steps)).ToArbitrary(),
        plan => RunSlotsAsync(plan.slots, plan.steps).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();

    /// <summary>In no period more than are allowed; and who asks first is served first.</summary>
    [Test]
    public void PeriodLimiter_WhoeverAsksWhen_KeepsTheRateAndTheOrder() => Prop.ForAll(
        (from permits in Gen.Choose(1, 4)
         from gaps in Gen.Choose(0, 12).ArrayOf(20)
         select (permits, gaps)).ToArbitrary(),
        plan => RunLimiter(plan.permits, plan.gaps)).QuickCheckThrowOnFailure();

    /// <summary>No two runs of one id at a time; none after one that was handled.</summary>
    [Test]
    public void Inbox_WhoeverComesTogether_HandlesEachIdOnce() => Prop.ForAll(
        Gen.Choose(0, 3).ArrayOf(60).ToArbitrary(), ids => RunInboxAsync(ids).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();

    /// <summary>The ids that are remembered are the last so many.</summary>
    [Test]
    public void Inbox_MoreThanItHolds_ForgetsTheOldest() => Prop.ForAll(
        (from capacity in Gen.Choose(1, 8)
         from ids in Gen.Choose(0, 15).ArrayOf(80)
         select (capacity, ids)).ToArbitrary(),
        plan =>
        {
            var inbox = new MemoryInbox(plan.capacity);
            var known = new Queue<int>();
            return plan.ids.All(id =>
            {
                var begins = inbox.BeginAsync(KeyOf(id), Slot());
                if (!begins.IsCompletedSuccessfully || begins.Result == known.Contains(id))
                {
                    return false;
                }

                if (begins.Result)
                {
                    inbox.End(KeyOf(id), handled: true);
                    known.Enqueue(id);
                    if (known.Count > plan.capacity)
                    {
                        known.Dequeue();
                    }
                }

                return true;
            });
        }).QuickCheckThrowOnFailure();

    /// <summary>Whatever fails in whatever order: it ends, no wait is longer than it may be, and the tries never go back.</summary>
    [Test]
    public void Failures_InWhateverOrder_ComeToAnEnd() => Prop.ForAll(
        (from attempts in Gen.Choose(1, 20)
         from kinds in Gen.Choose(0, 3).ArrayOf(40)
         from chance in Gen.Choose(0, 999)
         select (attempts, kinds, chance)).ToArbitrary(),
        plan =>
        {
            var policy = new RetryPolicy(
                plan.attempts,
                TimeSpan.FromSeconds(1),
                TimeSpan.FromMinutes(10),
                Backoff.Exponential,
                Jitter: true,
                TimeSpan.FromSeconds(1),
                new RetryOptions().On<TimeoutException>(FailureAction.RetryUncounted).Classify);
            var (tries, now) = (Tries.First, Start);
            for (var i = 0; i < 100_000; i++)
            {
                var verdict = FailureRule.Judge(
                    new AttemptEnd(Failure(plan.kinds[i % plan.kinds.Length])), tries, policy, stopping: false, now, plan.chance / 1000d);
                if (verdict.Outcome == JobOutcome.Exhausted)
                {
                    return verdict.Counts ? tries.Attempt == plan.attempts : now - tries.UncountedSince >= policy.GiveUpAfter;
                }

                var grows = verdict.Next.Attempt + verdict.Next.Uncounted == tries.Attempt + tries.Uncounted + 1;
                if (verdict.Outcome != JobOutcome.Failed || !grows || verdict.Wait > policy.MaxDelay || verdict.Wait < TimeSpan.Zero)
                {
                    return false;
                }

                (tries, now) = (verdict.Next, now + verdict.Wait);
            }

            return false;
        }).QuickCheckThrowOnFailure();

    /// <summary>Headers come from outside: whatever is in them, the tries are within their bounds.</summary>
    [Test]
    public void Tries_OfForeignHeaders_AreClamped() => Prop.ForAll(
        (from attempt in Value
         from uncounted in Value
         from since in Value
         select (attempt, uncounted, since)).ToArbitrary(),
        headers =>
        {
            var tries = JobEnvelope.ReadTries(
                new Dictionary<string, object?>
                {
                    ["ponos-attempt"] = headers.attempt,
                    ["ponos-uncounted"] = headers.uncounted,
                    ["ponos-uncounted-since"] = headers.since,
                },
                maxAttempts: 7,
                new FakeTimeProvider(Start));
            return tries is { Attempt: >= 1 and <= 7, Uncounted: >= 0 }
                && (tries.UncountedSince ?? Start) <= Start
                && tries.Again(Start).Uncounted > 0;
        }).QuickCheckThrowOnFailure();

    private enum Step
    {
        Add,
        TakeBack,
        Narrow,
        Widen,
        AllowMore,
        AllowOne,
        Yield,
    }

    private static Gen<object?> Value { get; } = Gen.OneOf(
        Gen.Constant<object?>(null),
        Gen.Choose(-5, 20).Select(static number => (object?)number),
        Gen.Elements(long.MinValue, -1L, 0L, int.MaxValue, long.MaxValue, 4_000_000_000_000_000L).Select(static number => (object?)number),
        Gen.Elements("", "3", "-3", "x", "99999999999999999999", "１").Select(static text => (object?)text),
        Gen.Elements("5", "ÿ").Select(static text => (object?)Encoding.Latin1.GetBytes(text)),
        Gen.Constant<object?>(1.5),
        Gen.Constant<object?>(new Dictionary<string, object?>()));

    private static Exception Failure(int kind) => kind switch
    {
        0 => new IOException(),
        1 => new TimeoutException(),
        2 => new RetryLaterException(TimeSpan.Zero),
        _ => new RetryLaterException(TimeSpan.FromMinutes(3), counts: true),
    };

    private static async Task<bool> RunSlotsAsync(int count, Step[] steps)
    {
        var work = new WorkUnderway();
        var slots = new JobSlots(count, work);
        var (ended, parallel, most) = (new ConcurrentBag<Transport.Delivery>(), 0, 0);
        slots.Start(async (slot, delivery) =>
        {
            var now = Interlocked.Increment(ref parallel);
            InterlockedMax(ref most, now);
            if (delivery.GetHashCode() % 3 == 0)
            {
                await Task.Yield();
            }

            Interlocked.Decrement(ref parallel);
            ended.Add(delivery);
            if (delivery.GetHashCode() % 5 == 0)
            {
                throw new IOException("A run that throws.");
            }
        });
        var added = 0;
        foreach (var step in steps)
        {
            switch (step)
            {
                case Step.Add:
                    added += slots.TryAdd(new NamedDelivery { Queue = "q" }) ? 1 : 0;
                    break;
                case Step.TakeBack when slots.TryTakeBack(out var delivery):
                    ended.Add(delivery);
                    break;
                case Step.Narrow:
                    slots.Prove(true);
                    break;
                case Step.AllowMore:
                    slots.Allow(count + 3);
                    break;
                case Step.AllowOne:
                    slots.Allow(1);
                    break;
                case Step.Widen:
                    slots.Prove(false);
                    break;
                default:
                    await Task.Yield();
                    break;
            }
        }

        slots.Close();
        await work.WhenNone().WaitAsync(TimeSpan.FromSeconds(60));
        await slots.WhenEmpty.WaitAsync(TimeSpan.FromSeconds(60));
        return !slots.TryAdd(new NamedDelivery { Queue = "q" })
            && most <= count + (steps.Contains(Step.AllowMore) ? 3 : 0)
            && slots is { Running: 0, Pending: 0 }
            && ended.Count == added
            && ended.Distinct().Count() == added;
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, now, seen);
        }
    }

    private static bool RunLimiter(int permits, int[] gaps)
    {
        var tick = TimeSpan.FromMilliseconds(100);
        var clock = new FakeTimeProvider(Start);
        using var limiter = new PeriodLimiter(permits, TimeSpan.FromSeconds(1), clock);
        var asked = new List<Task>();
        var given = new List<DateTimeOffset>();

        void Note() => given.AddRange(Enumerable.Repeat(clock.GetUtcNow(), asked.Count(task => task.IsCompleted) - given.Count));

        foreach (var gap in gaps)
        {
            asked.Add(limiter.AcquireAsync().AsTask());
            Note();
            for (var i = 0; i < gap; i++)
            {
                clock.Advance(tick);
                Note();
            }
        }

        for (var i = 0; i < 300 && given.Count < asked.Count; i++)
        {
            if (asked.SkipWhile(task => task.IsCompleted).Any(task => task.IsCompleted))
            {
                return false; // Somebody was served before one who had asked earlier.
            }

            clock.Advance(tick);
            Note();
        }

        return given.Count == asked.Count
            && Enumerable.Range(0, given.Count - permits).All(i => given[i + permits] - given[i] >= TimeSpan.FromSeconds(1));
    }

    private static async Task<bool> RunInboxAsync(int[] ids)
    {
        var inbox = new MemoryInbox(1000);
        var (running, handled, fine) = (new int[4], new int[4], true);
        await Task.WhenAll(ids.Select((id, i) => Task.Run(async () =>
        {
            if (!await inbox.BeginAsync(KeyOf(id), Slot()))
            {
                fine &= Volatile.Read(ref handled[id]) == 1;
                return;
            }

            fine &= Interlocked.Increment(ref running[id]) == 1 && Volatile.Read(ref handled[id]) == 0;
            await Task.Yield();
            var succeeds = i % 3 == 0;
            if (succeeds)
            {
                Interlocked.Increment(ref handled[id]);
            }

            Interlocked.Decrement(ref running[id]);
            inbox.End(KeyOf(id), succeeds);
        }))).WaitAsync(TimeSpan.FromSeconds(60));
        return fine;
    }

    private sealed class NamedDelivery : Transport.Delivery
    {
        public override ReadOnlyMemory<byte> Body => default;

        public override bool IsGone => false;

        public override void Ack(bool immediate = false) => Assert.Fail("Nobody settles here.");

        public override void Requeue() => Assert.Fail("Nobody settles here.");
    }

    private static JobSlot Slot()
    {
        var work = new WorkUnderway();
        return new JobSlot(new JobSlots(1, work), work);
    }

    private static JobKey KeyOf(int id) => new(id % 2 == 0 ? "guest" : null, $"{id}");
}
