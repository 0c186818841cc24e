using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ponos.Redis;

/// <summary>Whether a service's shared limits are kept by Redis; degraded while they are not, with what becomes of its jobs meanwhile.</summary>
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
            : HealthCheckResult.Degraded($"{limits.Link.Away(trouble).Message}. {string.Join("; ", data.Select(queue => $"{queue.Key}: {queue.Value}"))}", data: data));
    }

    private string Text(Limits.SharedLimiter limiter, bool isAway)
    {
        var shared = limiter.Standing is { } standing ? $"{limiter.Words}, shared by {standing.Processes} processes" : limiter.Words;
        return !isAway ? shared
            : limits.WhenAway == WhenAway.Divide && limiter.Standing is { } last && last.PartOf(limiter.Limit.Permits) is > 0 and var part ? $"{shared}; this one goes by its part, {part}"
            : $"{shared}; no job starts";
    }
}
