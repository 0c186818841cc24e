using Khronos.Diagnostics;
using Khronos.Engine;
using Khronos.Naming;
using Khronos.Publishing;
using Khronos.Schedules;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ponos.Benchmarks.Timers;

/// <summary>Khronos' engine as it runs in Khronos, up to where a tick would be published.</summary>
/// <param name="makesMessages">Whether each tick's message is made as well, as the broker would get it.</param>
internal sealed class KhronosTimers(bool makesMessages) : ITimers
{
    private readonly KhronosTelemetry _telemetry = new();
    private TickOutbox? _outbox;
    private DeadlineThread? _thread;

    public Task StartAsync(TimerKind kind, LatenessTally tally)
    {
        var options = new Khronos.KhronosOptions();
        var clock = new ClockWatch(TimeProvider.System, options.ForwardStepLimit, NullLogger<ClockWatch>.Instance);
        _outbox = new TickOutbox(
            makesMessages ? new MessageSink(tally) : new TallySink(tally),
            TimeProvider.System,
            _telemetry,
            NullLogger<TickOutbox>.Instance,
            options.PublishConcurrency);
        var engine = new TickEngine(clock, _outbox, _telemetry, NullLogger<TickEngine>.Instance, options.CatchUpLimit);
        var now = clock.Read();
        foreach (var (number, schedule) in TimerSchedule.All(kind).Index())
        {
            engine.Set(Of(kind, schedule, $"timer-{number}", now), now);
        }

        engine.Begin(clock.Read());
        _thread = new DeadlineThread(engine, NullLogger<DeadlineThread>.Instance);
        _thread.Start();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _thread?.Dispose();
        _outbox?.Dispose();
        _telemetry.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Schedule Of(TimerKind kind, TimerSchedule schedule, string name, DateTimeOffset now) => new()
    {
        Name = ScheduleName.TryParse(name, out var parsed) ? parsed : throw new FormatException(name),
        Rhythm = kind == TimerKind.Cron
            ? CronRhythm.Parse($"{schedule.CronSeconds} * * * * *", "UTC", name)
            : new IntervalRhythm(schedule.Every, schedule.Phase),
        ActiveFrom = now,
        Anchor = now,
    };

    /// <summary>A broker that confirms at once.</summary>
    private sealed class TallySink(LatenessTally tally) : ITickSink
    {
        public ValueTask PublishAsync(Tick tick, CancellationToken cancellationToken)
        {
            tally.Add(tick.ScheduledAt, tick.Missed?.Count ?? 0);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>The same, behind Khronos' own making of the message.</summary>
    private sealed class MessageSink(LatenessTally tally) : ITickSink
    {
        private readonly TickPublisher _publisher = new(new MemoryPublisher());

        public async ValueTask PublishAsync(Tick tick, CancellationToken cancellationToken)
        {
            await _publisher.PublishAsync(tick, cancellationToken);
            tally.Add(tick.ScheduledAt, tick.Missed?.Count ?? 0);
        }
    }
}
