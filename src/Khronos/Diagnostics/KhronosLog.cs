using Microsoft.Extensions.Logging;

namespace Khronos.Diagnostics;

/// <summary>Every message that Khronos logs. Ids do not change.</summary>
internal static partial class KhronosLog
{
    [LoggerMessage(101, LogLevel.Information, "Khronos keeps time for {Schedules} schedules")]
    public static partial void Started(this ILogger log, int schedules);

    [LoggerMessage(102, LogLevel.Warning, "{Tick} could not be published, try {Try}; it is tried again under the same id")]
    public static partial void PublishFailed(this ILogger log, Exception exception, string tick, int @try);

    [LoggerMessage(103, LogLevel.Warning, "{Tick} was given up for {Newer}, which counts it as missed")]
    public static partial void TickReplaced(this ILogger log, string tick, string newer);

    [LoggerMessage(104, LogLevel.Critical, "A pass over the schedules ended with an error in Khronos itself; the next follows")]
    public static partial void PassFailed(this ILogger log, Exception exception);

    [LoggerMessage(105, LogLevel.Critical, "The schedule {Schedule} cannot be reckoned with and is set aside; all others go on")]
    public static partial void ScheduleSetAside(this ILogger log, Exception exception, string schedule);

    [LoggerMessage(110, LogLevel.Error,
        "The clock jumped {Step} ahead; until two more readings confirm it, Khronos goes on by the monotonic clock")]
    public static partial void ForwardStepRefused(this ILogger log, TimeSpan step);

    [LoggerMessage(111, LogLevel.Warning, "The clock is {Step} ahead, now confirmed; what it jumped over counts as missed")]
    public static partial void ForwardStepTaken(this ILogger log, TimeSpan step);

    [LoggerMessage(112, LogLevel.Information, "The clock's jump of {Step} is gone again")]
    public static partial void ForwardStepGone(this ILogger log, TimeSpan step);

    [LoggerMessage(113, LogLevel.Warning, "The clock went back by {Step}; nothing that was fired is fired again")]
    public static partial void BackwardStep(this ILogger log, TimeSpan step);

    [LoggerMessage(114, LogLevel.Warning, "{Service} confirmed the clock as it is{Step}")]
    public static partial void ClockConfirmed(this ILogger log, string service, string step);

    [LoggerMessage(140, LogLevel.Information, "Khronos tells its status at {Address}")]
    public static partial void StatusServed(this ILogger log, Uri address);

    [LoggerMessage(141, LogLevel.Warning,
        "The status cannot be served at {Address}; time is kept all the same. "
        + "Choose another address with Khronos:StatusAddress, or 'none'")]
    public static partial void StatusNotServed(this ILogger log, Exception exception, Uri address);

    [LoggerMessage(120, LogLevel.Error, "It could not be told that {Job} was rejected")]
    public static partial void RejectionUntold(this ILogger log, Exception exception, string job);

    [LoggerMessage(121, LogLevel.Error, "The watermark could not be kept; a restart now would publish ticks again, under the same ids")]
    public static partial void MarkFailed(this ILogger log, Exception exception);

    [LoggerMessage(122, LogLevel.Warning, "What is over could not be taken out of the book; it is tried again")]
    public static partial void TidyFailed(this ILogger log, Exception exception);

    [LoggerMessage(123, LogLevel.Information, "The exchanges of deleted schedules stay on the broker: {Reason}")]
    public static partial void ExchangeKept(this ILogger log, string reason);

    [LoggerMessage(130, LogLevel.Information, "Khronos leads, epoch {Epoch}")]
    public static partial void Leading(this ILogger log, long epoch);

    [LoggerMessage(131, LogLevel.Warning, "Khronos does not lead any more: {Reason}. Nothing is published until it does again")]
    public static partial void LeadLost(this ILogger log, string reason);

    [LoggerMessage(132, LogLevel.Warning, "The lease cannot be waited for: {Reason} It is tried again")]
    public static partial void LeaseTrouble(this ILogger log, string reason);

    [LoggerMessage(133, LogLevel.Critical, "A term ended with an error in Khronos itself; it stands for the lease again")]
    public static partial void TermFailed(this ILogger log, Exception exception);

    [LoggerMessage(134, LogLevel.Information, "Khronos stands by for the lease")]
    public static partial void StandingBy(this ILogger log);

    [LoggerMessage(135, LogLevel.Error, "The schedule {Schedule} is kept and not in force here: {Reason}")]
    public static partial void ScheduleUnusable(this ILogger log, string schedule, string reason);

    [LoggerMessage(136, LogLevel.Warning,
        "Khronos begins to lead provisionally, epoch {Epoch}: {Reason}. Ticks go on; what is asked about schedules waits")]
    public static partial void LeadingProvisionally(this ILogger log, long epoch, string reason);
}
