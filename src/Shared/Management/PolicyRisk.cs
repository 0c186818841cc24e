using System.Globalization;
using System.Text.Json;
using Ponos.Topology;

namespace Ponos.Management;

/// <summary>A policy that lowers what a queue of ours was declared with, so that jobs could be lost or given up on.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Policy">The policy's name.</param>
/// <param name="Key">What it sets.</param>
/// <param name="Value">What it sets it to.</param>
/// <param name="Declared">What the queue was declared with.</param>
/// <param name="Message">What it does, in a sentence.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record PolicyRisk(string Queue, string Policy, string Key, string Value, string Declared, string Message, string Remedy)
{
    /// <summary>Each risk that a queue runs.</summary>
    public static IEnumerable<PolicyRisk> Of(BrokerQueue queue, IReadOnlyList<BrokerPolicy> policies) =>
        BrokerPolicy.For(queue, policies)
            .Where(policy => policy.Definition is not null)
            .SelectMany(policy => Of(queue, policy, policy.Definition!.Value));

    private static IEnumerable<PolicyRisk> Of(BrokerQueue queue, BrokerPolicy policy, JsonElement sets)
    {
        var isParking = queue.Name.EndsWith(QueueNames.Dead(""), StringComparison.Ordinal)
            || queue.Name.EndsWith(QueueNames.Invalid(""), StringComparison.Ordinal);
        if (queue.Type == "quorum" && Lowers("delivery-limit") is { } limit)
        {
            yield return Risk("delivery-limit", limit, "", "the broker gives up on a job that came back so often, whoever was to blame");
        }

        if (Lowers("message-ttl") is { } age)
        {
            yield return Risk(
                "message-ttl",
                age,
                " ms",
                isParking ? "a job that lies here so long is lost" : "a job that waits so long is dead without having run");
        }

        if (Lowers("expires") is { } unused)
        {
            yield return Risk("expires", unused, " ms", "the queue is deleted with its jobs when nobody has used it for so long");
        }

        foreach (var key in new[] { "max-length", "max-length-bytes" })
        {
            if (Lowers(key) is { } most && !RefusesWhenFull(queue, sets))
            {
                yield return Risk(key, most, "", "the oldest jobs are dropped when it is full");
            }
        }

        // Where both are set the smaller one counts.
        long? Lowers(string key) => sets.Number(key) is >= 0 and var value && !(queue.ArgumentNumber("x-" + key) <= value) ? value : null;

        PolicyRisk Risk(string key, long value, string unit, string effect)
        {
            var declared = queue.ArgumentNumber("x-" + key)?.ToString(CultureInfo.InvariantCulture) ?? "none";
            var word = policy.IsOperators ? "operator policy" : "policy";
            return new PolicyRisk(
                queue.Name,
                policy.Name,
                key,
                value.ToString(CultureInfo.InvariantCulture),
                declared,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the {word} '{policy.Name}' sets {key} to {value}{unit} (declared: {declared}): {effect}"),
                $"Narrow its pattern '{policy.Pattern}' so that it leaves out this queue.");
        }
    }

    private static bool RefusesWhenFull(BrokerQueue queue, JsonElement sets) =>
        (queue.ArgumentText("x-overflow") ?? sets.Text("overflow")) is { } overflow
        && overflow.StartsWith("reject-publish", StringComparison.Ordinal);
}
