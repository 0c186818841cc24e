using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ponos.Redis;

/// <summary>Whether Redis keeps a service's shared limits; degraded while it does not, with what becomes of its jobs meanwhile.</summary>
internal sealed class RedisHealthCheck(RedisLimits limits) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var limiters = limits.Limiters;
        if (limiters.Count == 0)
        {
            return Task.FromResult(HealthCheckResult.Healthy("no limit is shared here"));
        }

        var trouble = limits.Link.Trouble;
        var data = limiters.GroupBy(limiter => limiter.Limit.Queue).ToDictionary(
            queue => queue.Key,
            queue => (object)string.Join("; ", queue.Select(limiter => Text(limiter, trouble is not null))),
            StringComparer.Ordinal);
        return Task.FromResult(trouble is null
            ? HealthCheckResult.Healthy($"limits are shared through Redis at {limits.Link.Place}", data)
            : HealthCheckResult.Degraded($"{limits.Link.Away(trouble).Message}. {string.Join("; ", data.Select(Line))}", data: data));

        static string Line(KeyValuePair<string, object> queue) => $"{queue.Key}: {queue.Value}";
    }

    private string Text(Limits.SharedLimiter limiter, bool isAway)
    {
        var standing = limiter.Standing;
        var shared = standing is not { Processes: var count } ? limiter.Words
            : $"{limiter.Words}, shared by {count} {(count == 1 ? "process" : "processes")}";
        var part = limits.WhenAway == WhenAway.Divide ? standing?.PartOf(limiter.Limit.Permits) ?? 0 : 0;
        return !isAway ? shared
            : part > 0 ? $"{shared}; this one goes by its part, {part}"
            : $"{shared}; no job starts";
    }
}
