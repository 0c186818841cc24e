using System.Globalization;
using System.Text.Json.Nodes;

namespace Ponos.Commands.Planning;

/// <summary>What AMQP tells of a service's queues and exchanges, as items of a plan.</summary>
internal sealed class TopologyReview(IBrokerTopology topology)
{
    public async Task<IReadOnlyList<PlanItem>> RunAsync(CancellationToken cancellationToken)
    {
        var items = new List<PlanItem>();
        foreach (var exchange in topology.Planned.Exchanges)
        {
            items.AddRange(ItemsOf("exchange", await topology.CompareAsync(exchange, cancellationToken), isMovable: false));
        }

        foreach (var queue in topology.Planned.Queues)
        {
            items.AddRange(ItemsOf("queue", await topology.CompareAsync(queue, cancellationToken), isMovable: true));
            if (await IsMigratingAsync(queue, cancellationToken))
            {
                items.Add(new PlanItem(
                    PlanState.Migrating,
                    "queue",
                    queue.Name,
                    "its migration was interrupted; its jobs wait beside it",
                    $"Let it end: plan --migrate {queue.Name}"));
            }
        }

        return items;
    }

    private async Task<bool> IsMigratingAsync(DeclaredQueue queue, CancellationToken cancellationToken)
    {
        try
        {
            return await topology.CountAsync(queue.Name + ".migrating", cancellationToken) is not null;
        }
        catch (BrokerUnavailableException)
        {
            // This user may not look; the connection shows with the next question whether it is gone.
            return false;
        }
    }

    private static IEnumerable<PlanItem> ItemsOf(string kind, TopologyFinding finding, bool isMovable)
    {
        switch (finding.State)
        {
            case TopologyState.Missing:
                yield return new PlanItem(
                    PlanState.Missing, kind, finding.Name, "", "plan --apply declares it, and so does the service's start.");
                break;
            case TopologyState.Different:
                yield return Different(kind, finding, isMovable);
                break;
            case TopologyState.NotSeen or TopologyState.NotCompared:
                yield return new PlanItem(
                    PlanState.Hidden,
                    kind,
                    finding.Name,
                    finding.Refusal ?? "the broker does not say",
                    "Ask with a user who may configure it.");
                break;
            default:
                yield return new PlanItem(PlanState.Equal, kind, finding.Name) { Details = Figures(kind, finding) };
                break;
        }

        if (finding.Lacking.Count > 0)
        {
            yield return new PlanItem(
                PlanState.Note,
                kind,
                finding.Name,
                $"declared without {string.Join(", ", finding.Lacking)}, as by an older version or broker; it works without");
        }
    }

    private static PlanItem Different(string kind, TopologyFinding finding, bool isMovable) => new(
        PlanState.Different,
        kind,
        finding.Name,
        string.Join("; ", finding.Mismatches.Select(
            mismatch => $"{mismatch.Argument}: this build declares {mismatch.Declared}, the broker has {mismatch.Current}")),
        isMovable
            ? $"Move its {finding.Ready.ToString(CultureInfo.InvariantCulture)} jobs "
                + $"with plan --migrate {finding.Name}, or set the same option in this service."
            : finding.Mismatches[0].Remedy)
    {
        Details = Figures(kind, finding, new JsonArray([.. finding.Mismatches.Select(mismatch => (JsonNode)new JsonObject
        {
            ["argument"] = mismatch.Argument,
            ["declared"] = mismatch.Declared,
            ["current"] = mismatch.Current,
        })])),
    };

    private static JsonObject Figures(string kind, TopologyFinding finding, JsonArray? mismatches = null)
    {
        var figures = new JsonObject();
        if (mismatches is not null)
        {
            figures["mismatches"] = mismatches;
        }

        if (kind == "queue")
        {
            figures["ready"] = finding.Ready;
            figures["consumers"] = finding.Consumers;
        }

        return figures;
    }
}
