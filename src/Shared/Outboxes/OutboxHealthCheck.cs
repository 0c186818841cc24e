using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ponos.Outboxes;

/// <summary>Whether what is in the outbox leaves it: degraded with the reason where it does not, and while a job is parked.</summary>
internal sealed class OutboxHealthCheck(RelayState state, Refusals refusals) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var known = state.Known;
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["parked"] = known.Parked, ["age"] = known.Age };
        var troubles = new List<string>();
        if (state.Database is { } database)
        {
            troubles.Add($"the database does not answer since {database.Since:O}: {database.Reason}");
        }

        if (state.Broker is { } broker)
        {
            troubles.Add($"nothing is sent since {broker.Since:O}: {broker.Reason}");
        }

        foreach (var (destination, reason) in refusals.Current)
        {
            data[destination] = reason;
            troubles.Add($"jobs for {destination} wait: {reason}");
        }

        if (known.Parked > 0)
        {
            troubles.Add($"{known.Parked} jobs are parked, the latest because: {known.Reason}");
        }

        return Task.FromResult(troubles.Count == 0
            ? HealthCheckResult.Healthy("sending", data)
            : HealthCheckResult.Degraded(string.Join("; ", troubles), data: data));
    }
}
