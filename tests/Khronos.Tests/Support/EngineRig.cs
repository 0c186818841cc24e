using Khronos.Diagnostics;
using Khronos.Engine;
using Khronos.Naming;
using Khronos.Schedules;
using Microsoft.Extensions.Logging.Abstractions;

namespace Khronos.Tests.Support;

/// <summary>An engine, driven by the timers of a test's clock, that publishes into a <see cref="RecordingSink"/>.</summary>
internal sealed class EngineRig : IDisposable
{
    private readonly KhronosTelemetry _telemetry = new();
    private readonly TimerDriver _driver;

    public EngineRig(TestClock clock, int concurrency = 64, int catchUpLimit = 1000)
    {
        Clock = clock;
        Watch = new ClockWatch(clock, TimeSpan.FromSeconds(60), NullLogger<ClockWatch>.Instance);
        Outbox = new TickOutbox(Sink, clock, _telemetry, NullLogger<TickOutbox>.Instance, concurrency);
        Engine = new TickEngine(Watch, Outbox, _telemetry, NullLogger<TickEngine>.Instance, catchUpLimit);
        _driver = new TimerDriver(Engine, clock, NullLogger<TimerDriver>.Instance);
    }

    public TestClock Clock { get; }

    public RecordingSink Sink { get; } = new();

    public ClockWatch Watch { get; }

    public TickOutbox Outbox { get; }

    public TickEngine Engine { get; }

    public static EngineRig At(string start, int concurrency = 64, int catchUpLimit = 1000) =>
        new(new TestClock(DateTimeOffset.Parse(start)), concurrency, catchUpLimit);

    public EngineRig With(Schedule schedule)
    {
        Engine.Set(schedule, schedule.ActiveFrom);
        return this;
    }

    public EngineRig WithEvery(TimeSpan every, CatchUp catchUp = CatchUp.Latest, string? name = null, TimeSpan offset = default) =>
        With(new Schedule
        {
            Name = name is null ? ScheduleName.Of(every)
                : ScheduleName.TryParse(name, out var custom) ? custom
                : throw new FormatException(name),
            Rhythm = new IntervalRhythm(every, offset),
            ActiveFrom = Clock.GetUtcNow(),
            CatchUp = catchUp,
        });

    public EngineRig WithCron(string name, string cron, string timeZone) => With(new Schedule
    {
        Name = ScheduleName.TryParse(name, out var custom) ? custom : throw new FormatException(name),
        Rhythm = CronRhythm.Parse(cron, timeZone, name),
        ActiveFrom = Clock.GetUtcNow(),
    });

    public EngineRig Start(DateTimeOffset? watermark = null)
    {
        Engine.Begin(watermark ?? Clock.GetUtcNow());
        return Drive();
    }

    /// <summary>Starts an engine that was told already where it begins.</summary>
    public EngineRig Drive()
    {
        _driver.Start();
        return this;
    }

    public EngineRig Advance(TimeSpan by)
    {
        Clock.Advance(by);
        return this;
    }

    public EngineRig AdvanceInSteps(TimeSpan total, TimeSpan step)
    {
        for (var passed = TimeSpan.Zero; passed < total; passed += step)
        {
            Clock.Advance(step);
        }

        return this;
    }

    public void Dispose()
    {
        _driver.Dispose();
        Outbox.Dispose();
        _telemetry.Dispose();
    }
}
