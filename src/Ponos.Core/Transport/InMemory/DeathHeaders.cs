namespace Ponos.Transport.InMemory;

/// <summary>What RabbitMQ writes into the headers of a job that it dead-letters.</summary>
internal static class DeathHeaders
{
    private const string Deaths = "x-death";

    /// <summary>The job's headers with this death in front of earlier ones. Those of the job itself aren't touched.</summary>
    public static Dictionary<string, object?> After(InMemoryDelivery delivery, string reason, DateTimeOffset at)
    {
        var headers = delivery.Headers is { } own ? new Dictionary<string, object?>(own, StringComparer.Ordinal) : [];
        var earlier = headers.GetValueOrDefault(Deaths) as IEnumerable<object?> ?? [];
        List<object?> deaths = [];
        long count = 1;
        foreach (var entry in earlier)
        {
            if (entry is IReadOnlyDictionary<string, object?> death
                && Equals(death.GetValueOrDefault("queue"), delivery.Queue)
                && Equals(death.GetValueOrDefault("reason"), reason))
            {
                count += death.GetValueOrDefault("count") as long? ?? 0;
            }
            else
            {
                deaths.Add(entry);
            }
        }

        deaths.Insert(0, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["queue"] = delivery.Queue,
            ["reason"] = reason,
            ["count"] = count,
            ["time"] = at,
            ["exchange"] = delivery.Exchange,
            ["routing-keys"] = new List<object?> { delivery.RoutingKey },
        });
        headers[Deaths] = deaths;
        headers.TryAdd("x-first-death-queue", delivery.Queue);
        headers.TryAdd("x-first-death-reason", reason);
        headers.TryAdd("x-first-death-exchange", delivery.Exchange);
        return headers;
    }
}
