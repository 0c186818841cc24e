using Microsoft.Extensions.Logging;

namespace Khronos.Scheduling;

/// <summary>What a service logs about its schedules. Ids do not change.</summary>
internal static partial class ScheduleLog
{
    [LoggerMessage(201, LogLevel.Information, "Khronos was given {Count} schedules of {Service}")]
    public static partial void SchedulesPut(this ILogger log, int count, string service);

    [LoggerMessage(202, LogLevel.Warning,
        "{Service} waits for Khronos to take the schedule {Schedule} and asks again; until then its handler may not run. {Reason}")]
    public static partial void KhronosAwaited(this ILogger log, string service, string? schedule, string reason);

    [LoggerMessage(204, LogLevel.Error, "Khronos rejected the schedule {Schedule} of {Service}, whose handler does not run: {Reasons}")]
    public static partial void ScheduleRejected(this ILogger log, string service, string? schedule, string reasons);

    [LoggerMessage(203, LogLevel.Error, "The schedules of {Service} cannot be put; handlers that wait for them do not run")]
    public static partial void SchedulesRefused(this ILogger log, Exception exception, string service);
}
