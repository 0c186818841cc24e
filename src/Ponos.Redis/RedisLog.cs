using Microsoft.Extensions.Logging;

namespace Ponos.Redis;

/// <summary>Every message that this package logs. Ids do not change.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(3001, LogLevel.Error, "Redis at {Place} is away: shared limits are kept as chosen for that. {Reason}")]
    public static partial void RedisAway(this ILogger log, string place, string reason);

    [LoggerMessage(3002, LogLevel.Information, "Redis at {Place} is back")]
    public static partial void RedisBack(this ILogger log, string place);

    [LoggerMessage(3003, LogLevel.Warning,
        "A job of {Handler} lost its place, of which there are {Limit} in all processes: "
        + "it is cancelled and goes back to {Queue}. {Reason}")]
    public static partial void PlaceLost(this ILogger log, string handler, int limit, string queue, string reason);

    [LoggerMessage(3004, LogLevel.Error, "The shared limit of {Handler} failed because of an error in Ponos itself; it is tried again")]
    public static partial void LimiterFailed(this ILogger log, Exception exception, string handler);
}
