using System.Globalization;
using System.Text.Json.Nodes;
using Ponos.Management;

namespace Ponos.Commands.Planning;

/// <summary>What the broker's management tells besides: bindings, policies, and queues that nobody plans.</summary>
internal sealed class ManagementReview(ManagementApi management, ServiceTopology planned, IReadOnlyList<string> otherServices)
{
    private const string Beside = ".migrating";

    /// <summary>Bindings that queues have besides what the service plans, by their queue. Known after the review.</summary>
    public ILookup<string, DeclaredBinding> OtherBindings { get; private set; } =
        Array.Empty<DeclaredBinding>().ToLookup(binding => binding.Destination);

    public async Task<IReadOnlyList<PlanItem>> RunAsync(CancellationToken cancellationToken)
    {
        var queues = await management.QueuesAsync(cancellationToken);
        var bindings = (await management.BindingsAsync(cancellationToken)).Where(binding => binding.Source.Length > 0).ToArray();
        var wanted = planned.Bindings.ToHashSet();
        OtherBindings = bindings
            .Select(binding => new DeclaredBinding(binding.Source, binding.Destination, binding.ToExchange, binding.RoutingKey))
            .Where(binding => !binding.ToExchange && !wanted.Contains(binding))
            .ToLookup(binding => binding.Destination);
        return
        [
            .. BindingItems(bindings),
            .. PolicyItems(queues, await management.PoliciesAsync(cancellationToken)),
            .. OrphanItems(queues, bindings),
        ];
    }

    /// <summary>Whether it hangs a queue at the end of delay levels, of whichever prefix: any bits, and then the queue.</summary>
    private static bool IsDelayExit(BrokerBinding binding) =>
        binding.RoutingKey.StartsWith("*.*.*.*.", StringComparison.Ordinal)
        && binding.RoutingKey.Contains(".task.", StringComparison.Ordinal);

    private IEnumerable<PlanItem> BindingItems(BrokerBinding[] bindings)
    {
        var there = bindings.ToHashSet();
        foreach (var binding in planned.Bindings)
        {
            var name = $"{binding.Source} -> {binding.Destination}{(binding.RoutingKey.Length == 0 ? "" : $" ({binding.RoutingKey})")}";
            yield return there.Contains(new BrokerBinding(binding.Source, binding.Destination, binding.ToExchange, binding.RoutingKey))
                ? new PlanItem(PlanState.Equal, "binding", name)
                : new PlanItem(
                    PlanState.Missing,
                    "binding",
                    name,
                    binding.ToExchange ? "patterns hear nothing of it" : "the queue gets nothing from it",
                    "plan --apply binds it, and so does the service's start.")
                {
                    Details = new JsonObject
                    {
                        ["source"] = binding.Source,
                        ["destination"] = binding.Destination,
                        ["routingKey"] = binding.RoutingKey,
                    },
                };
        }
    }

    private IEnumerable<PlanItem> PolicyItems(IReadOnlyList<BrokerQueue> queues, IReadOnlyList<BrokerPolicy> policies)
    {
        var names = planned.Queues.Select(queue => queue.Name).ToHashSet(StringComparer.Ordinal);
        var risks = queues.Where(queue => names.Contains(queue.Name)).SelectMany(queue => PolicyRisk.Of(queue, policies));
        return risks.Select(risk => new PlanItem(PlanState.Policy, "queue", risk.Queue, risk.Message, risk.Remedy)
        {
            Details = new JsonObject { ["policy"] = risk.Policy, ["key"] = risk.Key, ["value"] = risk.Value, ["declared"] = risk.Declared },
        });
    }

    private IEnumerable<PlanItem> OrphanItems(IReadOnlyList<BrokerQueue> queues, BrokerBinding[] bindings)
    {
        var names = planned.Queues.Select(queue => queue.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var queue in queues.Where(queue => IsOurs(queue) && !names.Contains(queue.Name)))
        {
            var sources = bindings.Where(binding => !binding.ToExchange && binding.Destination == queue.Name && !IsDelayExit(binding))
                .Select(binding => binding.Source)
                .ToArray();
            var jobs = queue.Ready is { } ready
                ? $"{(ready + (queue.Unacknowledged ?? 0)).ToString(CultureInfo.InvariantCulture)} jobs"
                : "not counted yet";
            var isFilling = sources.Length > 0;
            yield return new PlanItem(
                PlanState.Orphaned,
                "queue",
                queue.Name,
                $"no handler of this build reads it: {jobs}{(isFilling ? $", bound to {string.Join(", ", sources)} and filling" : "")}",
                Remedy(queue, sources))
            {
                Details = new JsonObject
                {
                    ["ready"] = queue.Ready,
                    ["filling"] = isFilling,
                    ["sources"] = new JsonArray([.. sources.Select(source => (JsonNode)source)]),
                },
            };
        }
    }

    private static string Remedy(BrokerQueue queue, string[] sources)
    {
        var delete = $"rabbitmqctl delete_queue {queue.Name}";
        return sources.Length == 0
            ? $"If no other version needs it: replay or drop its jobs, then {delete}."
            : $"If no other version needs it: unbind it, let its jobs be handled or drop them, then {delete}.";
    }

    /// <summary>
    /// A name that begins as the service's queues do, that nobody consumes. A service whose name begins so too has queues of such
    /// names: those of this host are known, and others are consumed while they run.
    /// </summary>
    private bool IsOurs(BrokerQueue queue) =>
        queue.Name.StartsWith(planned.Service + ".", StringComparison.Ordinal)
        && !queue.IsExclusive
        && queue.Consumers is null or 0
        && !queue.Name.EndsWith(Beside, StringComparison.Ordinal)
        && !otherServices.Any(
            other => other.Length > planned.Service.Length && queue.Name.StartsWith(other + ".", StringComparison.Ordinal));
}
