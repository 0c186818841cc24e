using Khronos.Engine;
using Khronos.Schedules;
using Khronos.State;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Khronos.Hosting;

/// <summary>
/// Whether time is kept: leading, standing by, or degraded, while ticks are behind, while the clock has jumped and nobody
/// has confirmed it, or while the lease cannot be waited for.
/// </summary>
internal sealed class TimekeepingHealthCheck(TickEngine engine, ClockWatch clock, ScheduleBook book, ILease lease, TermFailure failure) : IHealthCheck
{
    private static readonly TimeSpan Behind = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Unproven = TimeSpan.FromSeconds(10);

    /// <summary>So many schedules are named.</summary>
    private const int Named = 20;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var standing = lease.Standing;
        return Task.FromResult(standing.IsLeading ? Leading(standing) : StandingBy(standing));
    }

    private HealthCheckResult StandingBy(LeaseStanding standing) => (standing.Trouble ?? failure.Reason) is { } trouble
        ? HealthCheckResult.Degraded($"This replica can neither lead nor stand by: {trouble}")
        : HealthCheckResult.Healthy("standing by");

    private static string TextOf(IReadOnlyDictionary<string, string> aside) =>
        string.Join("; ", aside.Take(Named).Select(one => $"{one.Key}: {one.Value}")) + (aside.Count > Named ? $"; and {aside.Count - Named} more" : "");

    private HealthCheckResult Leading(LeaseStanding standing)
    {
        var watermark = engine.Watermark;
        var age = clock.Read() - watermark;
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["schedules"] = engine.Count,
            ["watermark"] = watermark,
            ["epoch"] = standing.Epoch,
        };
        if (standing.Proof > Unproven)
        {
            return HealthCheckResult.Degraded($"behind: the broker has not confirmed the lease for {standing.Proof.TotalSeconds:0} s, and nothing is published before it does.", data: data);
        }

        return clock.RefusedStep is { } step
            ? HealthCheckResult.Degraded($"The clock jumped {step} ahead; time goes on by the monotonic clock until that is confirmed.", data: data)
            : age > Behind
                ? HealthCheckResult.Degraded($"behind: ticks since {watermark:O} are not published yet.", data: data)
                : age < -Behind
                    ? HealthCheckResult.Degraded($"The clock is behind what is published already ({watermark:O}); ticks go on when it has come there.", data: data)
                    : book.Aside is { Count: > 0 } aside
                        ? HealthCheckResult.Degraded($"Schedules that are not in force here: {TextOf(aside)}", data: data)
                        : HealthCheckResult.Healthy(lease.IsShared ? "leading" : "keeping time", data);
    }
}
