using Khronos.Schedules;

namespace Khronos.Engine;

/// <summary>
/// One schedule at work: where it is, and which tick comes next. Its position only ever moves forward, whatever the clock
/// does, so that no instant is fired twice.
/// </summary>
internal sealed class ScheduleRun
{
    /// <summary>The due time of what is never due.</summary>
    public const long Never = long.MaxValue;

    /// <summary>A skipping schedule counts a tick as missed when it is later than this.</summary>
    private static readonly TimeSpan SkipAfter = TimeSpan.FromMinutes(1);

    // Times are plain numbers, in UTC: of very many schedules none is in the processor's cache when its turn comes, and
    // what a tick needs of this one should be in few lines of memory.
    private readonly int _catchUpLimit;
    private bool _isCounted;
    private long _position;
    private long _instant = Never;
    private long _stride;
    private long _sequence;
    private MissedTicks? _skipped;

    /// <param name="schedule">The schedule.</param>
    /// <param name="position">Everything up to here is done.</param>
    /// <param name="catchUpLimit">How many missed ticks are fired one by one, where the schedule wants all.</param>
    public ScheduleRun(Schedule schedule, DateTimeOffset position, int catchUpLimit)
    {
        _catchUpLimit = catchUpLimit;
        _position = StartOf(schedule, position).UtcTicks;
        Schedule = schedule;
        Replace(schedule);
    }

    public Schedule Schedule { get; private set; }

    public TickLane Lane { get; } = new();

    /// <summary>When the next tick is to be fired; <see langword="null"/> when there is none.</summary>
    public DateTimeOffset? DueAt => DueTicks == Never ? null : At(DueTicks);

    /// <summary>The same, as a number of ticks in UTC; <see cref="Never"/> when there is none.</summary>
    public long DueTicks { get; private set; } = Never;

    /// <summary>By what the queue knows it; negative while it does not.</summary>
    public int QueueId { get; set; } = -1;

    /// <summary>Goes on with another definition; what was done stays done.</summary>
    public void Replace(Schedule schedule)
    {
        Schedule = schedule;
        Lane.MaxWaiting = schedule.CatchUp == CatchUp.All ? _catchUpLimit : TickLane.UsualWaiting;
        _stride = schedule.Stride?.Ticks ?? 0;
        MoveTo(schedule.Next(At(_position)));
        // Counted when the first of them is fired: very many schedules are put in force at a takeover.
        _isCounted = false;
    }

    /// <summary>Fires what is due; called when <see cref="DueAt"/> is not after <paramref name="now"/>.</summary>
    /// <param name="now">The trusted time.</param>
    /// <param name="since">When this process began to fire: an instant before it was missed by another.</param>
    /// <param name="ticks">Where the ticks are added, in order.</param>
    public void Fire(DateTimeOffset now, DateTimeOffset since, List<Tick> ticks)
    {
        var first = At(_instant);
        var due = DueTicks;
        if (!_isCounted)
        {
            (_sequence, _isCounted) = (Schedule.Rhythm.SequenceOf(first, Schedule.Anchor), true);
        }

        var next = NextAfter(first);
        if (next is null || DueOf(next.Value) > now)
        {
            Single(first, next, now, since, ticks);
        }
        else
        {
            Several(RunFrom(first, now), now, ticks);
        }

        if (DueTicks <= due)
        {
            throw new InvalidOperationException($"It does not move forward from {first:O}.");
        }
    }

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);

    /// <summary>What is done up to a time does not include an instant before it whose jitter was not over then.</summary>
    private static DateTimeOffset StartOf(Schedule schedule, DateTimeOffset position)
    {
        if (schedule.Jitter == TimeSpan.Zero || position - DateTimeOffset.MinValue < schedule.Jitter)
        {
            return position;
        }

        // An instant is due before the one that follows it: only the latest can be open.
        return schedule.Rhythm.Latest(position, schedule.Jitter) is { } latest && schedule.DueOf(latest) > position
            ? latest.AddTicks(-1)
            : position;
    }

    /// <summary>All instants that are due; the newest that has come may still wait for its jitter.</summary>
    private InstantRun RunFrom(DateTimeOffset first, DateTimeOffset now)
    {
        var limit = now < Schedule.EndsAt ? now : Schedule.EndsAt;
        var keep = Schedule.CatchUp == CatchUp.All ? _catchUpLimit + 1 : 2;
        var run = Schedule.Rhythm.Run(first, limit, keep);
        var last = run.Newest[^1];
        return Schedule.DueOf(last) <= now ? run : Schedule.Rhythm.Run(first, last.AddTicks(-1), keep);
    }

    private void Single(DateTimeOffset instant, DateTimeOffset? next, DateTimeOffset now, DateTimeOffset since, List<Tick> ticks)
    {
        if (now - instant > SkipAfter && Schedule.CatchUp == CatchUp.Skip)
        {
            _skipped = MissedRun.Join(_skipped, new MissedTicks(1, instant, instant));
        }
        else
        {
            ticks.Add(NewTick(instant, _sequence, next, now, instant <= since ? TickKind.CatchUp : TickKind.Scheduled, TakeSkipped()));
        }

        Advance(instant, next, 1);
    }

    private void Several(InstantRun run, DateTimeOffset now, List<Tick> ticks)
    {
        var newest = run.Newest;
        var last = newest[^1];
        var next = Schedule.Next(last);
        var fired = Schedule.CatchUp switch
        {
            CatchUp.All => Math.Min(newest.Count, _catchUpLimit),
            CatchUp.Skip when now - last > SkipAfter => 0,
            _ => 1,
        };
        var missed = run.Count == fired
            ? null
            : new MissedTicks(run.Count - fired, run.First, newest[Math.Max(0, newest.Count - fired - 1)]);
        _skipped = MissedRun.Join(_skipped, missed);
        for (var i = newest.Count - fired; i < newest.Count; i++)
        {
            var following = i + 1 < newest.Count ? newest[i + 1] : next;
            ticks.Add(NewTick(newest[i], _sequence + run.Count - newest.Count + i, following, now, TickKind.CatchUp, TakeSkipped()));
        }

        Advance(last, next, run.Count);
    }

    private Tick NewTick(
        DateTimeOffset instant, long sequence, DateTimeOffset? next, DateTimeOffset now, TickKind kind, MissedTicks? missed) =>
        new()
        {
            Schedule = Schedule,
            ScheduledAt = instant,
            FiredAt = now,
            Kind = kind,
            Sequence = sequence,
            NextAt = next,
            Missed = missed,
        };

    private MissedTicks? TakeSkipped()
    {
        var skipped = _skipped;
        _skipped = null;
        return skipped;
    }

    private void Advance(DateTimeOffset done, DateTimeOffset? next, long count)
    {
        _position = done.UtcTicks;
        _sequence += count;
        MoveTo(next);
    }

    private void MoveTo(DateTimeOffset? instant)
    {
        _instant = instant?.UtcTicks ?? Never;
        DueTicks = instant is { } at ? DueOf(at).UtcTicks : Never;
    }

    /// <summary>What follows an instant of the schedule.</summary>
    private DateTimeOffset? NextAfter(DateTimeOffset instant) =>
        _stride > 0 && DateTimeOffset.MaxValue - instant >= new TimeSpan(_stride) ? instant.AddTicks(_stride) : Schedule.Next(instant);

    private DateTimeOffset DueOf(DateTimeOffset instant) => _stride > 0 ? instant : Schedule.DueOf(instant);
}
