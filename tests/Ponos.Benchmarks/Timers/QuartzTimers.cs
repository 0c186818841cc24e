using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Ponos.Benchmarks.Timers;

/// <summary>Quartz.NET with its store in memory: a job and a trigger for each schedule, all else as it comes.</summary>
internal sealed class QuartzTimers : ITimers
{
    private IScheduler? _scheduler;

    public async Task StartAsync(TimerKind kind, LatenessTally tally)
    {
        _scheduler = await QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.Services.AddSingleton(tally);
            quartz.UseInMemoryStore(_ => { });
        }).BuildScheduler();
        var from = TimeProvider.System.GetUtcNow();
        foreach (var (number, schedule) in TimerSchedule.All(kind).Index())
        {
            var job = JobBuilder.Create<TallyJob>().WithIdentity($"timer-{number}").Build();
            var trigger = TriggerBuilder.Create().WithIdentity($"timer-{number}");
            trigger = kind == TimerKind.Cron
                ? trigger.WithSchedule(CronScheduleBuilder.Create($"{schedule.CronSeconds} * * * * ?").InTimeZone(TimeZoneInfo.Utc))
                : trigger.StartAt(FirstAfter(from, schedule))
                    .WithSchedule(SimpleScheduleBuilder.Create().WithInterval(schedule.Every).RepeatForever());
            _ = await _scheduler.ScheduleJob(job, trigger.Build());
        }

        await _scheduler.Start();
    }

    public async ValueTask DisposeAsync()
    {
        if (_scheduler is { } scheduler)
        {
            await scheduler.Shutdown(waitForJobsToComplete: false);
        }
    }

    private static DateTimeOffset FirstAfter(DateTimeOffset from, TimerSchedule schedule)
    {
        var past = (from - DateTimeOffset.UnixEpoch - schedule.Phase).Ticks % schedule.Every.Ticks;
        return from.AddTicks(schedule.Every.Ticks - past);
    }

    /// <summary>Made by Quartz for each tick.</summary>
#pragma warning disable CA1812
    private sealed class TallyJob(LatenessTally tally) : IJob
#pragma warning restore CA1812
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            tally.Add(context.ScheduledFireTimeUtc!.Value);
            return ValueTask.CompletedTask;
        }
    }
}
