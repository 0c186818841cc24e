using Khronos;
using Ponos.Management;

namespace Ponos.Tool.Schedules;

/// <summary><c>schedules pause</c>.</summary>
internal sealed class SchedulePauseCommand : OperatorCommand<ScheduleChangeSettings>
{
    protected override Task<Answer> AnswerAsync(Session session, ScheduleChangeSettings settings, CancellationToken cancellationToken) =>
        ScheduleOrder.AskAsync(
            session,
            settings,
            PauseSchedule.TaskName,
            new PauseSchedule(settings.Name),
            khronos => khronos.Find(settings.Name)?.Truth("paused") == true,
            isNew: false,
            cancellationToken);
}

/// <summary><c>schedules resume</c>.</summary>
internal sealed class ScheduleResumeCommand : OperatorCommand<ScheduleChangeSettings>
{
    protected override Task<Answer> AnswerAsync(Session session, ScheduleChangeSettings settings, CancellationToken cancellationToken) =>
        ScheduleOrder.AskAsync(
            session,
            settings,
            ResumeSchedule.TaskName,
            new ResumeSchedule(settings.Name),
            khronos => khronos.Find(settings.Name)?.Truth("paused") == false,
            isNew: false,
            cancellationToken);
}

/// <summary><c>schedules trigger</c>.</summary>
internal sealed class ScheduleTriggerCommand : OperatorCommand<ScheduleChangeSettings>
{
    protected override Task<Answer> AnswerAsync(Session session, ScheduleChangeSettings settings, CancellationToken cancellationToken) =>
        ScheduleOrder.AskAsync(
            session, settings, TriggerSchedule.TaskName, new TriggerSchedule(settings.Name), isDone: null, isNew: false, cancellationToken);
}

/// <summary><c>schedules delete</c>.</summary>
internal sealed class ScheduleDeleteCommand : OperatorCommand<ScheduleChangeSettings>
{
    protected override Task<Answer> AnswerAsync(Session session, ScheduleChangeSettings settings, CancellationToken cancellationToken) =>
        ScheduleOrder.AskAsync(
            session,
            settings,
            DeleteSchedule.TaskName,
            new DeleteSchedule(settings.Name),
            khronos => khronos.Find(settings.Name) is not { } schedule
                || (settings.Owner is { } owner && !KhronosState.OwnersOf(schedule).Contains(owner)),
            isNew: false,
            cancellationToken);
}

/// <summary><c>schedules backfill</c>.</summary>
internal sealed class ScheduleBackfillCommand : OperatorCommand<ScheduleBackfillSettings>
{
    protected override Task<Answer> AnswerAsync(Session session, ScheduleBackfillSettings settings, CancellationToken cancellationToken) =>
        ScheduleOrder.AskAsync(
            session,
            settings,
            BackfillSchedule.TaskName,
            new BackfillSchedule(
                settings.Name,
                Wording.Instant(settings.From, "--from")!.Value,
                Wording.Instant(settings.To, "--to") ?? session.Time.GetUtcNow()),
            isDone: null,
            isNew: false,
            cancellationToken);
}
