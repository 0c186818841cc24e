using Microsoft.Extensions.Logging;

namespace Ponos.Outboxes;

/// <summary>Every message that outbox and inbox log. Ids do not change.</summary>
internal static partial class OutboxLog
{
    [LoggerMessage(500, LogLevel.Warning, "The outbox of {Service} cannot be read; it is tried again until it can")]
    public static partial void DatabaseAway(this ILogger log, Exception exception, string service);

    [LoggerMessage(501, LogLevel.Information, "The outbox of {Service} is read again")]
    public static partial void DatabaseBack(this ILogger log, string service);

    [LoggerMessage(502, LogLevel.Warning, "The jobs in the outbox of {Service} wait for the broker: {Reason}")]
    public static partial void BrokerAway(this ILogger log, string service, string reason);

    [LoggerMessage(503, LogLevel.Information, "The jobs in the outbox of {Service} are sent again")]
    public static partial void BrokerBack(this ILogger log, string service);

    [LoggerMessage(504, LogLevel.Warning, "The jobs for {Destination} in the outbox of {Service} wait, for it takes none: {Reason}")]
    public static partial void Refused(this ILogger log, string service, string destination, string reason);

    [LoggerMessage(505, LogLevel.Error,
        "{Job} for {Destination} is parked in the outbox of {Service}, for it can never be sent as it is: "
        + "{Reason} When that is mended, retry it by IPostgreSqlOutbox, or drop it")]
    public static partial void Parked(this ILogger log, string service, string job, string destination, string reason);

    [LoggerMessage(506, LogLevel.Debug, "The outbox of {Service} does not listen for other processes at the moment")]
    public static partial void ListeningEnded(this ILogger log, Exception exception, string service);

    [LoggerMessage(507, LogLevel.Debug, "The outbox of {Service} was not vacuumed; PostgreSQL does it by itself")]
    public static partial void TidyingFailed(this ILogger log, Exception exception, string service);

    [LoggerMessage(508, LogLevel.Debug, "The inbox of {Service} has forgotten {Jobs} jobs that were older than its retention")]
    public static partial void Forgotten(this ILogger log, string service, long jobs);

    [LoggerMessage(509, LogLevel.Warning, "The inbox of {Service} could not be cleaned; it is tried again later")]
    public static partial void CleaningFailed(this ILogger log, Exception exception, string service);
}
