using Khronos.Naming;
using Khronos.Schedules;
using Microsoft.Extensions.DependencyInjection;
using Ponos;
using Ponos.Contracts;
using Ponos.Handlers;

namespace Khronos.Tasks;

/// <summary>What Khronos listens to and what it publishes.</summary>
internal static class ScheduleCatalog
{
    public const string Service = "khronos";

    public static HandlerCatalog Create() => new(
        handlers:
        [
            Handler<PutSchedule>(PutSchedule.TaskName, (worker, task, context) => worker.PutAsync(task, context)),
            Handler<DeleteSchedule>(DeleteSchedule.TaskName, (worker, task, context) => worker.DeleteAsync(task, context)),
            Handler<PauseSchedule>(PauseSchedule.TaskName, (worker, task, context) => worker.PauseAsync(task, context)),
            Handler<ResumeSchedule>(ResumeSchedule.TaskName, (worker, task, context) => worker.ResumeAsync(task, context)),
            Handler<TriggerSchedule>(TriggerSchedule.TaskName, (worker, task, context) => worker.TriggerAsync(task, context)),
            Handler<BackfillSchedule>(BackfillSchedule.TaskName, (worker, task, context) => worker.BackfillAsync(task, context)),
            new HandlerDescriptor<ConfirmClock>(
                JobKind.Task,
                ConfirmClock.TaskName,
                $"{nameof(ClockWorker)}.{nameof(ConfirmClock)}",
                (task, context) => context.Services.GetRequiredService<ClockWorker>().ConfirmAsync(task, context)),
        ],
        contracts:
        [
            new ContractDescriptor<ScheduleChanged>(JobKind.Event, ScheduleChanged.JobName),
            new ContractDescriptor<ScheduleRejected>(JobKind.Event, ScheduleRejected.JobName),
            new ContractDescriptor<TimePassed>(JobKind.Event, TimeEvents.Any),
            .. BuiltInSchedules.Intervals.Select(
                interval => new ContractDescriptor<TimePassed>(JobKind.Event, ScheduleName.Of(interval).EventName)),
        ]);

    private static HandlerDescriptor<TJob> Handler<TJob>(string name, Func<ScheduleWorker, TJob, JobContext, Task> handle) => new(
        JobKind.Task,
        name,
        $"{nameof(ScheduleWorker)}.{typeof(TJob).Name}",
        (job, context) => handle(context.Services.GetRequiredService<ScheduleWorker>(), job, context));
}
