using Khronos.Book;
using Khronos.Engine;
using Khronos.Schedules;
using Khronos.Terms;
using Ponos;

namespace Khronos.Tasks;

/// <summary>Handles the tasks about schedules: does what was asked, and tells everyone by an event, also when it was not done.</summary>
internal sealed class ScheduleWorker(CurrentTerm current, IPublisher publisher, KhronosOptions options)
{
    private const int MaxAsker = 200;

    private ScheduleBook Book => current.Demand().Book;

    private OutOfTurn OutOfTurn => current.Demand().OutOfTurn;

    public Task PutAsync(PutSchedule task, JobContext context) =>
        ChangeAsync(task.Name ?? task.Every, context, by => Book.PutAsync(task, by, context.CancellationToken)!);

    public Task DeleteAsync(DeleteSchedule task, JobContext context) =>
        ChangeAsync(task.Name, context, by => Book.DeleteAsync(task.Name, by, context.CancellationToken));

    public Task PauseAsync(PauseSchedule task, JobContext context) =>
        ChangeAsync(task.Name, context, by => Book.PauseAsync(task.Name, by, context.CancellationToken)!);

    public Task ResumeAsync(ResumeSchedule task, JobContext context) =>
        ChangeAsync(task.Name, context, by => Book.ResumeAsync(task.Name, by, context.CancellationToken)!);

    public Task TriggerAsync(TriggerSchedule task, JobContext context) => RefusingAsync(
        task.Name,
        context,
        async by =>
        {
            var own = await Book.OwnAsync(task.Name, by, context.CancellationToken);
            await OutOfTurn.TriggerAsync(own.Schedule, context.MessageId, context.CancellationToken);
        });

    public Task BackfillAsync(BackfillSchedule task, JobContext context) => RefusingAsync(
        task.Name,
        context,
        async by =>
        {
            var own = await Book.OwnAsync(task.Name, by, context.CancellationToken);
            var instants = OutOfTurn.InstantsOf(own.Schedule, task.From, task.To);
            await Book.TakeBackfillAsync(own.Owner, instants.Count, context.CancellationToken);
            await OutOfTurn.PublishAsync(own.Schedule, instants, context.CancellationToken);
        });

    private Task ChangeAsync(string? name, JobContext context, Func<Asker, Task<ScheduleAnswer?>> change) => RefusingAsync(
        name,
        context,
        async by =>
        {
            var answer = await change(by);
            // An attempt before this one may have made the change and not have come to tell of it.
            var mayBeUntold = context.Attempt > 1 || context.Redelivered;
            if (answer is not null && (answer.Change ?? (mayBeUntold ? ScheduleChange.Updated : null)) is { } made)
            {
                await publisher.PublishAsync(
                    new ScheduleChanged(answer.Name.Text, answer.Name.EventName, made, by.Service, answer.NextAt),
                    context.CancellationToken);
            }
        });

    private async Task RefusingAsync(string? name, JobContext context, Func<Asker, Task> work)
    {
        try
        {
            await work(AskerOf(context));
        }
        catch (ScheduleRefusedException refused)
        {
            await RejectAsync(name, context, refused);
            throw;
        }
        catch (Exception exception) when (exception is ArgumentException or ArithmeticException or FormatException)
        {
            // What it asks for cannot be reckoned, now or later.
            var refused = new ScheduleRefusedException([$"It cannot be done: {exception.Message}"]);
            await RejectAsync(name, context, refused);
            throw refused;
        }
    }

    private Task RejectAsync(string? name, JobContext context, ScheduleRefusedException refused) =>
        publisher.PublishAsync(new ScheduleRejected(context.Name, refused.Reasons, name, context.PublishedBy), context.CancellationToken);

    private Asker AskerOf(JobContext context) => context.PublishedBy switch
    {
        null or "" => throw new ScheduleRefusedException(
            ["The task does not say which service asks (app_id), and a schedule must have an owner."]),
        { Length: > MaxAsker } => throw new ScheduleRefusedException(
            [$"The name of the service that asks (app_id) is longer than {MaxAsker} characters."]),
        ScheduleOwnership.Khronos => throw new ScheduleRefusedException(
            [$"'{ScheduleOwnership.Khronos}' is the name of Khronos itself, which asks nothing of itself. Give the service another."]),
        var by => new Asker(by, context.UserId, context.UserId is { } user && options.Operators.Contains(user)),
    };
}
