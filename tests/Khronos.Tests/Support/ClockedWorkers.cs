using System.Collections.Concurrent;
using Ponos;

namespace Khronos.Tests.Support;

/// <summary>A team's service that works by the clock: its schedules are its attributes.</summary>
public sealed class ClockedWorkers(IPublisher publisher, ClockedRuns runs)
{
    [Every("10m")]
    public Task Prune(TimePassed tick) => runs.AddAsync("prune", tick);

    [Every("one-day")]
    public async Task BeginDay(TimePassed tick, CancellationToken cancellationToken)
    {
        await runs.AddAsync("day", tick);
        await publisher.PublishAsync(
            new Sweep(tick.ScheduledAt), new PublishOptions { Delay = TimeSpan.FromMinutes(90) }, cancellationToken);
    }

    [Cron("0 3 * * MON-FRI", "Europe/Berlin"), Ponos.RetryAttribute(MaxAttempts = 3, Delay = "1m", MaxDelay = "1m", Jitter = false)]
    public async Task Report(TimePassed tick, JobContext context)
    {
        await runs.AddAsync($"report {context.Attempt}", tick);
        if (context.Attempt < 3)
        {
            throw new IOException("The printer is out of paper.");
        }
    }

    [Task("clocked.sweep")]
    public Task OnSweep(Sweep job) => runs.AddAsync("sweep", null);
}

[Task("clocked.sweep")]
public sealed record Sweep(DateTimeOffset Day);

/// <summary>What ran, and when by the clock.</summary>
public sealed class ClockedRuns(TimeProvider clock)
{
    private readonly ConcurrentQueue<(string What, DateTimeOffset At, TimePassed? Tick)> _runs = new();

    public IReadOnlyList<(string What, DateTimeOffset At, TimePassed? Tick)> All => [.. _runs];

    /// <summary>When something ran, in order.</summary>
    public IReadOnlyList<string> TimesOf(string what) =>
        [.. _runs.Where(run => run.What == what)
            .Select(run => run.At.ToString("MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture))];

    public Task AddAsync(string what, TimePassed? tick)
    {
        _runs.Enqueue((what, clock.GetUtcNow(), tick));
        return Task.CompletedTask;
    }
}
