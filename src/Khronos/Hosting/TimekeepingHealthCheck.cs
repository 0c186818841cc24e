using Khronos.Engine;
using Khronos.State;
using Khronos.Terms;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Khronos.Hosting;

/// <summary>
/// Whether time is kept: leading, standing by, or degraded, while ticks are behind, while the clock has jumped and nobody
/// has confirmed it, while a term is provisional, or while the lease cannot be waited for.
/// </summary>
internal sealed class TimekeepingHealthCheck(CurrentTerm current, ClockWatch clock, ILease lease, TermFailure failure) : IHealthCheck
{
    private static readonly TimeSpan Behind = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Unproven = TimeSpan.FromSeconds(10);

    /// <summary>So many schedules are named.</summary>
    private const int Named = 20;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var standing = lease.Standing;
        return Task.FromResult(
            standing.IsLeading && current.Timekeeper is { } timekeeper ? Leading(standing, timekeeper) : StandingBy(standing));
    }

    private HealthCheckResult StandingBy(LeaseStanding standing) => (standing.Trouble ?? failure.Reason) is { } trouble
        ? HealthCheckResult.Degraded($"This replica can neither lead nor stand by: {trouble}")
        : HealthCheckResult.Healthy("standing by");

    private static string TextOf(IReadOnlyDictionary<string, string> aside) =>
        string.Join("; ", aside.Take(Named).Select(one => $"{one.Key}: {one.Value}"))
        + (aside.Count > Named ? $"; and {aside.Count - Named} more" : "");

    private HealthCheckResult Leading(LeaseStanding standing, Timekeeper timekeeper)
    {
        var watermark = timekeeper.Engine.Watermark;
        var age = clock.Read() - watermark;
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["schedules"] = timekeeper.Engine.Count,
            ["watermark"] = watermark,
            ["epoch"] = standing.Epoch ?? 0,
        };
        if (standing.Proof > Unproven)
        {
            return HealthCheckResult.Degraded(
                $"behind: the broker has not confirmed the lease for {standing.Proof.TotalSeconds:0} s, "
                    + "and nothing is published before it does.",
                data: data);
        }

        if (standing.Role == LeaseStanding.Provisional)
        {
            return HealthCheckResult.Degraded(
                $"leading provisionally: {standing.Trouble}. Ticks go on; what is asked about schedules waits.", data: data);
        }

        return clock.RefusedStep is { } step
            ? HealthCheckResult.Degraded(
                $"The clock jumped {step} ahead; time goes on by the monotonic clock until that is confirmed.", data: data)
            : age > Behind
                ? HealthCheckResult.Degraded($"behind: ticks since {watermark:O} are not published yet.", data: data)
                : age < -Behind
                    ? HealthCheckResult.Degraded(
                        $"The clock is behind what is published already ({watermark:O}); ticks go on when it has come there.", data: data)
                    : timekeeper.Book.Aside is { Count: > 0 } aside
                        ? HealthCheckResult.Degraded($"Schedules that are not in force here: {TextOf(aside)}", data: data)
                        : HealthCheckResult.Healthy(standing.Role == LeaseStanding.Single ? "keeping time" : "leading", data);
    }
}
