using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ponos.Delivery;
using Ponos.Transport;

namespace Ponos.Hosting;

/// <summary>
/// Whether a service consumes: healthy; degraded while it reconnects, with the time since; unhealthy where it cannot
/// go on before a person changes something, with the queue and the reason.
/// </summary>
internal sealed class ConsumingHealthCheck(WorkerServer server) : IHealthCheck
{
    public const string Tag = "consuming";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = server.Health;
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["connection"] = Text(health.Connection) };
        var worst = health.Connection;
        var worstName = "connection";
        foreach (var (queue, state) in health.Queues)
        {
            data[queue] = Text(state);
            if (state.Status > worst.Status)
            {
                (worst, worstName) = (state, queue);
            }
        }

        var idle = server.Workers.SelectMany(Idle).ToArray();
        foreach (var (queue, text) in idle)
        {
            data[queue] = data.TryGetValue(queue, out var known) ? $"{known}; {text}" : text;
        }

        var result = worst.Status switch
        {
            TransportStatus.Faulted => HealthCheckResult.Unhealthy($"{worstName}: {Text(worst)}", data: data),
            TransportStatus.Reconnecting => HealthCheckResult.Degraded($"{worstName}: {Text(worst)}", data: data),
            _ when idle.Length > 0 =>
                HealthCheckResult.Degraded(string.Join("; ", idle.Select(one => $"{one.Queue}: {one.Text}")), data: data),
            _ when !server.IsConsuming => HealthCheckResult.Degraded("starting", data: data),
            _ => HealthCheckResult.Healthy("consuming", data),
        };
        return Task.FromResult(result);
    }

    /// <summary>Why the jobs of a queue are not run, though its consumer is in order or meant to be away.</summary>
    private static IEnumerable<(string Queue, string Text)> Idle(QueueWorker worker)
    {
        foreach (var pause in worker.Intake.Pauses)
        {
            yield return (worker.Plan.Queue, $"paused since {pause.Since:O}: {pause.Order.Reason}");
        }

        if (worker.Intake is { State: QueueState.Consuming, Probing: { } reason })
        {
            yield return (worker.Plan.Queue, $"one job shows whether it goes on after a pause: {reason}");
        }

        if (worker.Pinned is { } pinned)
        {
            yield return (worker.Plan.Queue, $"since {pinned.Since:O}: {pinned.Reason}");
        }

        if (worker.Trouble is { } trouble)
        {
            yield return (worker.Plan.Queue, $"no job starts since {trouble.Since:O}: {trouble.Reason}");
        }
    }

    private static string Text(TransportState state) =>
        $"{state.Status} since {state.Since:O}{(state.Reason is null ? "" : ": " + state.Reason)}";
}

internal static class ConsumingHealthCheckRegistration
{
    /// <summary>One check for each service, so that a probe names the one that does not consume.</summary>
    public static IHealthChecksBuilder AddCheckOf(this IHealthChecksBuilder checks, string service) =>
        checks.Add(new HealthCheckRegistration(
            $"ponos.{service}",
            provider => new ConsumingHealthCheck(provider.GetRequiredKeyedService<WorkerServer>(service)),
            HealthStatus.Unhealthy,
            [ConsumingHealthCheck.Tag]));
}
