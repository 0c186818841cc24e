using Microsoft.Extensions.Logging;

namespace Ponos.Diagnostics;

/// <summary>Every message that the worker server logs. Ids do not change.</summary>
internal static partial class PonosLog
{
    [LoggerMessage(1, LogLevel.Information, "Service {Service} consumes {Queues} queues through {Transport}")]
    public static partial void ServerStarted(this ILogger log, string service, int queues, string transport);

    [LoggerMessage(2, LogLevel.Warning, "Service {Service} runs on the embedded broker: its jobs end with this process")]
    public static partial void EmbeddedBroker(this ILogger log, string service);

    [LoggerMessage(3, LogLevel.Warning, "Service {Service} cannot reach {Transport} yet and goes on trying: {Reason}")]
    public static partial void BrokerAwaited(this ILogger log, string service, string transport, string reason);

    [LoggerMessage(4, LogLevel.Information, "Service {Service} takes no more jobs; {Running} are running")]
    public static partial void Draining(this ILogger log, string service, int running);

    [LoggerMessage(5, LogLevel.Warning, "Service {Service} stops before {Running} jobs have ended; they are handed out again")]
    public static partial void DrainTimedOut(this ILogger log, string service, int running);

    [LoggerMessage(6, LogLevel.Critical, "Service {Service} cannot start")]
    public static partial void ServerFailed(this ILogger log, Exception exception, string service);

    [LoggerMessage(8, LogLevel.Warning,
        "{Handler} runs once in each of the services {Services} for every event {Event}. "
        + "Assign its class to one of them by [Service(\"…\")], or give each service a catalog of its own")]
    public static partial void EventHandledTwice(this ILogger log, string handler, string services, string @event);

    [LoggerMessage(9, LogLevel.Warning,
        "The queue {Queue} of {Job}, which is retired, is still there with {Count} jobs that nobody takes, "
        + "and what is sent to it stays in it. When nothing in it is wanted any more, delete it: rabbitmqctl delete_queue {Queue}")]
    public static partial void RetiredQueueStands(this ILogger log, string queue, string job, long count);

    [LoggerMessage(38, LogLevel.Warning, "Whether the retired queue {Queue} is still there cannot be told")]
    public static partial void RetiredQueueUnknown(this ILogger log, Exception exception, string queue);

    [LoggerMessage(10, LogLevel.Debug, "{Job} succeeded on attempt {Attempt}")]
    public static partial void JobSucceeded(this ILogger log, string job, int attempt);

    [LoggerMessage(11, LogLevel.Warning,
        "{Job} failed on attempt {Attempt} of {MaxAttempts}; the next follows in {Wait}. {ErrorType}: {Error}")]
    public static partial void AttemptFailed(
        this ILogger log, string job, int attempt, int maxAttempts, TimeSpan wait, string? errorType, ForeignText error);

    [LoggerMessage(12, LogLevel.Error, "{Job} is dead: it failed on attempt {Attempt}, the last")]
    public static partial void JobExhausted(this ILogger log, Exception? exception, string job, int attempt);

    [LoggerMessage(13, LogLevel.Error, "{Job} is dead: its handler stopped it")]
    public static partial void JobStopped(this ILogger log, Exception? exception, string job);

    [LoggerMessage(14, LogLevel.Error, "{Job} from queue {Queue} is invalid: {Violations}")]
    public static partial void JobInvalid(this ILogger log, string job, string queue, ForeignText violations);

    [LoggerMessage(15, LogLevel.Information, "{Job} was interrupted and goes back to its queue")]
    public static partial void JobInterrupted(this ILogger log, string job);

    [LoggerMessage(16, LogLevel.Error,
        "{Handler} still runs {Job} after its timeout of {Timeout}: it ignores its cancellation token, and its slot stays taken")]
    public static partial void HandlerOverran(this ILogger log, string handler, string job, TimeSpan timeout);

    [LoggerMessage(20, LogLevel.Error,
        "{Job} could not be moved to {Target}: {Reason} It stays unacknowledged and is tried again in {Wait}")]
    public static partial void SettlementFailed(this ILogger log, string job, string target, ForeignText reason, TimeSpan wait);

    [LoggerMessage(32, LogLevel.Warning,
        "Job {MessageId} of queue {Queue} came back {Returns} times without having ended; it is tried by itself from now on")]
    public static partial void JobSetAside(this ILogger log, string queue, ForeignText messageId, long returns);

    [LoggerMessage(31, LogLevel.Error,
        "Job {MessageId} of queue {Queue} began {Begins} times by itself, "
        + "and each time its process or connection ended before it did; it is dead")]
    public static partial void JobDeadly(this ILogger log, string queue, ForeignText messageId, int begins);

    [LoggerMessage(21, LogLevel.Critical,
        "A job of queue {Queue} was not settled because of an error in Ponos itself; it goes back to the queue")]
    public static partial void LineFailed(this ILogger log, Exception exception, string queue);

    [LoggerMessage(7, LogLevel.Warning, "A consumer of service {Service} could not be ended properly and ends with its connection")]
    public static partial void StopFailed(this ILogger log, Exception exception, string service);

    [LoggerMessage(23, LogLevel.Error, "Queue {Queue} is not consumed for now: {Reason} Its jobs stay in it")]
    public static partial void ConsumingPaused(this ILogger log, string queue, string reason);

    [LoggerMessage(24, LogLevel.Information, "Queue {Queue} is consumed again")]
    public static partial void ConsumingResumed(this ILogger log, string queue);

    [LoggerMessage(25, LogLevel.Error, "Queue {Queue} could not be consumed again; it is tried again")]
    public static partial void ResumeFailed(this ILogger log, Exception exception, string queue);

    [LoggerMessage(33, LogLevel.Debug, "Queue {Queue} is consumed with {Wanted} unsettled jobs at a time instead of {Before}")]
    public static partial void PrefetchChanged(this ILogger log, string queue, int before, int wanted);

    [LoggerMessage(34, LogLevel.Debug, "Queue {Queue} could not be consumed with {Wanted} unsettled jobs at a time yet: {Reason}")]
    public static partial void PrefetchNotChanged(this ILogger log, string queue, int wanted, string reason);

    [LoggerMessage(61, LogLevel.Information,
        "No job of queue {Queue} got the permission of its limiter for {Stay}: those in hand go back to it and come again")]
    public static partial void JobsComeAgain(this ILogger log, string queue, TimeSpan stay);

    [LoggerMessage(62, LogLevel.Warning,
        "How many jobs wait in the queues could not be measured; it is tried again, and not told meanwhile")]
    public static partial void QueuesNotMeasured(this ILogger log, Exception exception);

    [LoggerMessage(22, LogLevel.Error, "The job observer {Observer} threw; the job is not affected")]
    public static partial void ObserverFailed(this ILogger log, Exception exception, string observer);

    [LoggerMessage(26, LogLevel.Error,
        "The rate limiter of {Handler} failed: no job of queue {Queue} starts until it works again. Each waits where it is")]
    public static partial void LimiterFailed(this ILogger log, Exception exception, string handler, string queue);

    [LoggerMessage(27, LogLevel.Warning, "The rate limiter of {Handler} failed to take a permission back")]
    public static partial void LeaseFailed(this ILogger log, Exception exception, string handler);

    [LoggerMessage(28, LogLevel.Error, "{Job} is dead: it failed again and again without counting, for longer than {GiveUpAfter}")]
    public static partial void JobGivenUp(this ILogger log, Exception? exception, string job, TimeSpan giveUpAfter);

    [LoggerMessage(29, LogLevel.Warning,
        "The services of an attempt of {Handler} for {Job} could not be disposed; the handler had failed before that")]
    public static partial void ScopeFailed(this ILogger log, Exception exception, string handler, string job);

    [LoggerMessage(30, LogLevel.Warning,
        "A RateLimiter is registered under the key {Key}, and no handler has that name: it limits none. The handlers are {Handlers}")]
    public static partial void IdleLimiter(this ILogger log, string key, string handlers);

    [LoggerMessage(17, LogLevel.Information, "{Job} with the id {MessageId} was handled before and is not run again")]
    public static partial void JobDuplicated(this ILogger log, string job, ForeignText messageId);

    [LoggerMessage(35, LogLevel.Warning,
        "{Job} with the id {MessageId} is not run: another job was handled under that id, with another body. "
        + "Give each job an id of its own")]
    public static partial void JobIdTakenTwice(this ILogger log, string job, ForeignText messageId);

    [LoggerMessage(36, LogLevel.Warning, "{Job} is not run: it had to begin by {NotAfter:O}. It is among the dead")]
    public static partial void JobExpired(this ILogger log, string job, DateTimeOffset notAfter);

    [LoggerMessage(37, LogLevel.Information, "{Job} is not run and dropped: it had to begin by {NotAfter:O}")]
    public static partial void JobDropped(this ILogger log, string job, DateTimeOffset notAfter);

    [LoggerMessage(18, LogLevel.Error, "The final handler {Handler} of {Job} threw; the job is dead all the same")]
    public static partial void FinalHandlerFailed(this ILogger log, Exception exception, string handler, string job);

    [LoggerMessage(19, LogLevel.Error, "The event worker.errored could not be published for {Job}")]
    public static partial void ErrorEventFailed(this ILogger log, Exception exception, string job);

    [LoggerMessage(39, LogLevel.Warning, "{Job} with the id {MessageId} is dead: {Error}")]
    public static partial void JobCancelled(this ILogger log, string job, ForeignText messageId, ForeignText error);

    [LoggerMessage(40, LogLevel.Warning, "{Job} with the id {MessageId} goes back to its queue: {Error}")]
    public static partial void JobCancelledAndBack(this ILogger log, string job, ForeignText messageId, ForeignText error);

    [LoggerMessage(41, LogLevel.Warning,
        "Service {Service} answers to no operator: {Reason} Jobs are not affected. "
        + "Grant what is missing (docs/security.md), or set Ponos:Control to Off")]
    public static partial void ControlUnavailable(this ILogger log, string service, ForeignText reason);

    [LoggerMessage(42, LogLevel.Warning, "{By} told service {Service} to {Order} {Job}: {Outcome}")]
    public static partial void OrderTaken(
        this ILogger log, ForeignText by, string service, string order, ForeignText job, ForeignText outcome);

    [LoggerMessage(43, LogLevel.Debug, "A question to service {Service} was not answered: {Reason}")]
    public static partial void QuestionRefused(this ILogger log, string service, ForeignText reason);

    [LoggerMessage(44, LogLevel.Warning,
        "Service {Service} keeps no journal now: {Reason} Jobs are not affected. Entries are left out until it does")]
    public static partial void JournalUnavailable(this ILogger log, string service, ForeignText reason);

    [LoggerMessage(45, LogLevel.Warning, "What {By} did could not be published as the event ponos.operation.performed: {Reason}")]
    public static partial void OperationNotTold(this ILogger log, ForeignText by, ForeignText reason);
}
