using System.Globalization;
using System.Text.Json;

namespace Ponos.Management;

/// <summary>What a policy does to a queue of ours that could lose or kill jobs.</summary>
internal static class PolicyRisks
{
    private const string Remedy = "Narrow the policy's pattern so that it leaves out this queue (rabbitmqctl list_policies).";

    /// <summary>Each with what it does.</summary>
    public static IEnumerable<PolicyRisk> Of(BrokerQueue queue)
    {
        if (queue.Effective is not { } effective || queue.PolicyNames.Length == 0)
        {
            yield break;
        }

        var isParking = queue.Name.EndsWith(".dead", StringComparison.Ordinal) || queue.Name.EndsWith(".invalid", StringComparison.Ordinal);
        if (effective.Number("delivery-limit") is >= 0 and var limit && queue.Type == "quorum" && !(queue.ArgumentNumber("x-delivery-limit") <= limit))
        {
            yield return Risk(
                queue, "delivery-limit", Number(limit), Number(queue.ArgumentNumber("x-delivery-limit")), "the broker gives up on jobs that came back so often, whoever was to blame");
        }

        if (effective.Number("message-ttl") is { } age && !(queue.ArgumentNumber("x-message-ttl") <= age))
        {
            yield return Risk(
                queue, "message-ttl", $"{Number(age)} ms", Number(queue.ArgumentNumber("x-message-ttl")), isParking ? "jobs that wait here so long are lost" : "jobs that wait so long are dead without having run");
        }

        if (effective.Number("expires") is { } unused && !(queue.ArgumentNumber("x-expires") <= unused))
        {
            yield return Risk(queue, "expires", $"{Number(unused)} ms", Number(queue.ArgumentNumber("x-expires")), "the queue is deleted with its jobs when nobody has used it for so long");
        }

        foreach (var length in new[] { "max-length", "max-length-bytes" })
        {
            if (effective.Number(length) is { } most && !(queue.ArgumentNumber("x-" + length) <= most) && !RefusesWhenFull(queue, effective))
            {
                yield return Risk(queue, length, Number(most), Number(queue.ArgumentNumber("x-" + length)), "the oldest jobs are dropped when it is full");
            }
        }
    }

    private static bool RefusesWhenFull(BrokerQueue queue, JsonElement effective) =>
        (queue.ArgumentText("x-overflow") ?? effective.Text("overflow")) is { } overflow && overflow.StartsWith("reject-publish", StringComparison.Ordinal);

    private static PolicyRisk Risk(BrokerQueue queue, string key, string value, string declared, string effect) => new(
        queue.Name, queue.PolicyNames, key, value, declared, $"The policy {queue.PolicyNames} sets {key} to {value} (declared: {declared}): {effect}.", Remedy);

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "none";
}

/// <summary>A policy that lowers what a queue was declared with.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Policy">The policy's name.</param>
/// <param name="Key">What it sets.</param>
/// <param name="Value">What it sets it to.</param>
/// <param name="Declared">What the queue was declared with.</param>
/// <param name="Message">What it does, in a sentence.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record PolicyRisk(string Queue, string Policy, string Key, string Value, string Declared, string Message, string Remedy);
