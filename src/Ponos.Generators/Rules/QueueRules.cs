using Microsoft.CodeAnalysis;
using Ponos.Generators.Reading;
using Ponos.Topology;

namespace Ponos.Generators.Rules;

/// <summary>
/// No queue of a project has two owners. Two handlers of one name are told by another rule; services and jobs that meet only
/// at run time are checked when the service starts.
/// </summary>
internal static class QueueRules
{
    public static void Check(IReadOnlyList<HandlerReading> handlers, IReadOnlyList<ContractReading> contracts, Findings findings)
    {
        var queues = new Dictionary<string, (Owner Owner, string Holds)>(StringComparer.Ordinal);
        foreach (var owner in handlers.Select(Of).Concat(contracts.Where(contract => contract.Kind == "Task").Select(Of)))
        {
            foreach (var (suffix, holds) in QueueNames.Companions.Prepend(("", "jobs")))
            {
                var queue = owner.Queue + suffix;
                if (!queues.TryGetValue(queue, out var first))
                {
                    queues.Add(queue, (owner, holds));
                }
                else if (!first.Owner.IsSameAs(owner))
                {
                    findings.Add(
                        DiagnosticRules.TwoOwners,
                        owner.Location,
                        queue,
                        $"{first.Holds} of {first.Owner.Text}",
                        $"{holds} of {owner.Text}");
                    break;
                }
            }
        }
    }

    private static Owner Of(HandlerReading handler) =>
        new(
            handler.Kind ?? "",
            handler.Service,
            handler.Name,
            $"the {handler.Kind?.ToLowerInvariant()} '{handler.Name}' ({handler.Method.ToHandlerName()})",
            true,
            handler.Location);

    private static Owner Of(ContractReading contract) =>
        new(
            contract.Kind,
            contract.Service,
            contract.Name,
            $"the task '{contract.Name}' ({contract.Type.ToText()})",
            false,
            contract.Location);

    /// <summary>Who wants a queue. Without a service it is the project's own, whatever its name.</summary>
    private sealed record Owner(string Kind, string? Service, string Name, string Text, bool IsHandler, Location? Location)
    {
        public string Queue => QueueNames.Jobs(Service ?? "{service}", Name);

        /// <summary>Whether both want the queue for one job; two handlers of one name are another rule's.</summary>
        public bool IsSameAs(Owner other) =>
            (Service, Name) == (other.Service, other.Name) && (Kind == other.Kind || (IsHandler && other.IsHandler));
    }
}
