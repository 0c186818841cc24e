using Khronos.Engine;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Khronos.Hosting;

/// <summary>Whether time is kept: degraded while ticks are behind, or while the clock has jumped and nobody has confirmed it.</summary>
internal sealed class TimekeepingHealthCheck(TickEngine engine, ClockWatch clock) : IHealthCheck
{
    private static readonly TimeSpan Behind = TimeSpan.FromMinutes(2);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var watermark = engine.Watermark;
        var age = clock.Read() - watermark;
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["schedules"] = engine.Count,
            ["watermark"] = watermark,
        };
        var result = clock.RefusedStep is { } step
            ? HealthCheckResult.Degraded($"The clock jumped {step} ahead; time goes on by the monotonic clock until that is confirmed.", data: data)
            : age > Behind
                ? HealthCheckResult.Degraded($"Ticks since {watermark:O} are not published yet.", data: data)
                : age < -Behind
                    ? HealthCheckResult.Degraded($"The clock is behind what is published already ({watermark:O}); ticks go on when it has come there.", data: data)
                    : HealthCheckResult.Healthy("keeping time", data);
        return Task.FromResult(result);
    }
}
