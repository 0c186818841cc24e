using Khronos.Schedules;

namespace Khronos.Engine;

/// <summary>Ticks that are asked for, besides those whose time comes.</summary>
internal sealed class OutOfTurn(ITickSink sink, ClockWatch clock, int limit)
{
    /// <summary>Publishes one tick now. The same request twice is the same tick.</summary>
    public async Task TriggerAsync(Schedule schedule, string? request, CancellationToken cancellationToken)
    {
        var now = clock.Read();
        var second = now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerSecond));
        var tick = NewTick(schedule, second, now, TickKind.Manual, 0) with { Mark = request ?? Guid.CreateVersion7().ToString() };
        await sink.PublishAsync(tick, cancellationToken);
    }

    /// <summary>Publishes every tick of a span again, oldest first, under its own id.</summary>
    /// <exception cref="ScheduleRefusedException">The span has too many ticks, or is not in the past.</exception>
    public Task BackfillAsync(Schedule schedule, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        PublishAsync(schedule, InstantsOf(schedule, from, to), cancellationToken);

    /// <summary>The instants of a span in the past.</summary>
    /// <exception cref="ScheduleRefusedException">The span has too many, or is not in the past.</exception>
    public IReadOnlyList<DateTimeOffset> InstantsOf(Schedule schedule, DateTimeOffset from, DateTimeOffset to)
    {
        var now = clock.Read();
        if (to > now || from > to)
        {
            throw new ScheduleRefusedException(["A backfill goes from an earlier to a later time, neither in the future."]);
        }

        var instants = new List<DateTimeOffset>();
        for (var next = schedule.InstantAfter(from > DateTimeOffset.MinValue ? from.AddTicks(-1) : from);
            next <= to;
            next = schedule.InstantAfter(next.Value))
        {
            instants.Add(next.Value);
            if (instants.Count > limit)
            {
                throw new ScheduleRefusedException([$"The span has more than {limit} ticks (Khronos:CatchUpLimit). Ask for it in parts."]);
            }
        }

        return instants;
    }

    /// <summary>Publishes instants again, each under its own id.</summary>
    public async Task PublishAsync(Schedule schedule, IReadOnlyList<DateTimeOffset> instants, CancellationToken cancellationToken)
    {
        var now = clock.Read();
        // Counted once: from there on each is the next.
        var sequence = instants.Count > 0 ? schedule.Rhythm.SequenceOf(instants[0], schedule.Anchor) : 0;
        foreach (var instant in instants)
        {
            await sink.PublishAsync(NewTick(schedule, instant, now, TickKind.Backfill, sequence++), cancellationToken);
        }
    }

    private static Tick NewTick(Schedule schedule, DateTimeOffset instant, DateTimeOffset now, TickKind kind, long sequence) => new()
    {
        Schedule = schedule,
        ScheduledAt = instant,
        FiredAt = now,
        Kind = kind,
        Sequence = sequence,
        NextAt = schedule.Next(now),
    };
}
