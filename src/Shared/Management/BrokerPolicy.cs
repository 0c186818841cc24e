using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ponos.Management;

/// <summary>
/// A policy of the virtual host. Of those that fit a queue the one with the highest priority applies, and
/// one of the operator's besides.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Pattern">Which names it is for.</param>
/// <param name="ApplyTo">Which kinds of things it is for.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="IsOperators">Whether it is the operator's.</param>
/// <param name="Definition">What it sets.</param>
internal sealed record BrokerPolicy(string Name, string Pattern, string ApplyTo, long Priority, bool IsOperators, JsonElement? Definition)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static BrokerPolicy Read(JsonElement policy, bool isOperators) => new(
        policy.Text("name") ?? "",
        policy.Text("pattern") ?? "",
        policy.Text("apply-to") ?? "all",
        policy.Number("priority") ?? 0,
        isOperators,
        policy.Member("definition"));

    /// <summary>Those that apply to a queue: at most one, and at most one of the operator's.</summary>
    public static IEnumerable<BrokerPolicy> For(BrokerQueue queue, IReadOnlyList<BrokerPolicy> policies) =>
        policies.Where(policy => policy.Fits(queue))
            .GroupBy(policy => policy.IsOperators)
            .Select(fitting => fitting.MaxBy(policy => policy.Priority)!);

    private bool Fits(BrokerQueue queue) => (ApplyTo is "all" or "queues" || ApplyTo == queue.Type + "_queues") && Matches(queue.Name);

    private bool Matches(string name)
    {
        try
        {
            return Regex.IsMatch(name, Pattern, RegexOptions.CultureInvariant, Patience);
        }
        catch (Exception exception) when (exception is ArgumentException or RegexMatchTimeoutException)
        {
            // The broker's expressions are not quite .NET's. One that we cannot read may apply: it is better said than missed.
            return true;
        }
    }
}
