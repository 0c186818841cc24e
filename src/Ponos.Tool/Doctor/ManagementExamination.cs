using System.Text.Json;
using System.Text.RegularExpressions;
using Ponos.Control;
using Ponos.Management;
using Ponos.Topology;

namespace Ponos.Tool.Doctor;

/// <summary>
/// What the broker's management tells: alarms, plugins, limits, policies, permissions, and queues of handlers that are gone.
/// </summary>
internal sealed class ManagementExamination(ManagementApi management, IReadOnlyList<ProcessReport> processes)
{
    private static readonly string[] Rights = ["configure", "write", "read"];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        // What this user may not see is said, and does not hide the rest.
        foreach (var look in new Func<CancellationToken, Task<IEnumerable<Finding>>>[]
        {
            OfNodesAsync,
            OfLimitsAsync,
            OfQueuesAsync,
            OfPermissionsAsync,
        })
        {
            try
            {
                findings.AddRange(await look(cancellationToken));
            }
            catch (ManagementException exception) when (!exception.IsUnreached)
            {
                findings.Add(Finding.Note("management", exception.Message));
            }
        }

        return findings;
    }

    private async Task<IEnumerable<Finding>> OfNodesAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var node in await management.ListAsync("nodes", cancellationToken))
        {
            var name = node.Text("name") ?? "a node";
            if (node.Truth("mem_alarm") || node.Truth("disk_free_alarm"))
            {
                findings.Add(Finding.Bad(
                    name,
                    $"Its {(node.Truth("mem_alarm") ? "memory" : "disk")} alarm stands: it takes no publishes.",
                    "Give it room: more memory or disk, or fewer jobs that wait."));
            }

            if (node.TryGetProperty("running", out var running) && running.ValueKind == JsonValueKind.False)
            {
                findings.Add(Finding.Bad(name, "This node of the cluster does not run.", "Start it, or take it out of the cluster."));
            }

            if (PluginsOf(node).Contains("rabbitmq_delayed_message_exchange"))
            {
                findings.Add(Finding.Note(
                    name,
                    "The plugin rabbitmq_delayed_message_exchange is on. Ponos does not use it: "
                        + "it is no longer maintained, and keeps its messages on one node.",
                    "Disable it if nobody else needs it."));
            }
        }

        if (!findings.Exists(finding => finding.Severity == Severity.Bad))
        {
            findings.Add(Finding.Fine("nodes", "No alarm stands."));
        }

        return findings;
    }

    private static IEnumerable<string?> PluginsOf(JsonElement node) =>
        node.TryGetProperty("enabled_plugins", out var plugins) && plugins.ValueKind == JsonValueKind.Array
            ? plugins.EnumerateArray().Select(plugin => plugin.GetString())
            : [];

    private async Task<IEnumerable<Finding>> OfLimitsAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var limits in await management.ListAsync("vhost-limits/{vhost}", cancellationToken))
        {
            if (limits.Member("value") is not { } value)
            {
                continue;
            }

            foreach (var (key, what) in new[] { ("max-queues", "queues"), ("max-connections", "connections") })
            {
                if (value.Number(key) is >= 0 and var most)
                {
                    findings.Add(Finding.Note(
                        "virtual host",
                        $"It may have {most} {what} at most. A handler has four queues, and a process two connections.",
                        "Leave room for one more version beside the old one."));
                }
            }
        }

        return findings;
    }

    private async Task<IEnumerable<Finding>> OfQueuesAsync(CancellationToken cancellationToken)
    {
        var queues = await management.QueuesAsync(cancellationToken);
        var policies = await management.PoliciesAsync(cancellationToken);
        var known = processes.SelectMany(process => process.Handlers)
            .SelectMany(handler => new[] { handler.Queue, handler.DeadQueue, handler.InvalidQueue, QueueNames.Suspects(handler.Queue) })
            .ToHashSet(StringComparer.Ordinal);
        var ours = queues.Where(queue => known.Contains(queue.Name) || queue.Name.StartsWith("ponos.", StringComparison.Ordinal)).ToArray();
        return
        [
            .. ours.SelectMany(queue => PolicyRisk.Of(queue, policies))
                .Select(risk => Finding.Bad(risk.Queue, risk.Message + ".", risk.Remedy)),
            .. ours.Where(queue => queue is { Type: "quorum" } && queue.ArgumentNumber("x-delivery-limit") is null)
                .Select(queue => Finding.Bad(
                    queue.Name,
                    "It was declared without x-delivery-limit: RabbitMQ 4 drops or kills jobs that came back 20 times.",
                    "Move it: 'plan --migrate' of its service's host.")),
            .. Orphans(queues, known),
        ];
    }

    private IEnumerable<Finding> Orphans(IReadOnlyList<BrokerQueue> queues, HashSet<string> known)
    {
        var services = processes.Select(process => process.Service)
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(service => service.Length)
            .ToArray();
        foreach (var queue in queues.Where(queue => !queue.IsExclusive && queue.Consumers is null or 0 && !known.Contains(queue.Name)))
        {
            if (Array.Find(services, service => queue.Name.StartsWith(service + ".", StringComparison.Ordinal)) is { } service
                && !QueueNames.Companions.Any(
                    companion => queue.Name.EndsWith(companion.Suffix, StringComparison.Ordinal) && queue.Ready is null or 0))
            {
                yield return Finding.Note(
                    queue.Name,
                    $"No process of '{service}' that answers handles it: {(queue.Ready is { } ready ? Wording.Number(ready) : "?")} jobs.",
                    "If its handler is gone for good: unbind it, drop or move its jobs, and delete it. "
                        + "'plan' of the service's host says more.");
            }
        }
    }

    /// <summary>Whether the user of this very connection could do what a worker does.</summary>
    private async Task<IEnumerable<Finding>> OfPermissionsAsync(CancellationToken cancellationToken)
    {
        var own = (await management.ListAsync($"users/{Uri.EscapeDataString(management.User)}/permissions", cancellationToken))
            .Where(permission => permission.Text("vhost") is not null).ToArray();
        var names = processes.SelectMany(process => process.Handlers).Select(handler => handler.Queue).ToArray();
        return own.SelectMany(permission => Rights
            .Where(right => permission.Text(right) is { } expression && names.Length > 0 && !names.All(name => Matches(expression, name)))
            .Select(right => Finding.Note(
                "user",
                $"'{management.User}' may not {right} each queue of the services that answer "
                    + $"({permission.Text(right)} in {permission.Text("vhost")}).")));
    }

    private static bool Matches(string expression, string name)
    {
        try
        {
            return Regex.IsMatch(name, expression, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (Exception exception) when (exception is ArgumentException or RegexMatchTimeoutException)
        {
            return true;
        }
    }
}
