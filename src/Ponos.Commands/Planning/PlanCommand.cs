using System.Globalization;
using System.Text.Json.Nodes;
using Ponos.Commands.AsyncApi;
using Ponos.Contracts;
using Ponos.Management;

namespace Ponos.Commands.Planning;

/// <summary>
/// Compares what a host's services would declare with what their brokers have; declares or moves it where that is asked for.
/// </summary>
internal sealed class PlanCommand(IServiceProvider services, HostCommand command)
{
    /// <exception cref="ArgumentException">The host has no such service or queue.</exception>
    /// <exception cref="BrokerUnavailableException">The broker was not reached.</exception>
    /// <exception cref="ManagementException">The management did not answer.</exception>
    public async Task<CommandAnswer> RunAsync(CancellationToken cancellationToken)
    {
        var all = services.DescribePonosServices();
        var asked = command.Argument is { } name ? [ServiceDocument.Find(all, name)] : all;
        var reports = new List<PlanReport>();
        var isMigrated = false;
        foreach (var service in asked)
        {
            await using var topology = await services.OpenBrokerTopologyAsync(service.Name, cancellationToken);
            isMigrated |= command.Value(HostCommand.Migrate) is { } queue && topology.Planned.Queues.Any(planned => planned.Name == queue);
            reports.Add(await ReportAsync(topology, [.. all.Select(other => other.Name)], cancellationToken));
        }

        if (command.Value(HostCommand.Migrate) is { } unknown && !isMigrated)
        {
            throw new ArgumentException(
                $"None of {string.Join(", ", asked.Select(service => $"'{service.Name}'"))} declares a queue '{unknown}'; "
                + "'plan' lists those that differ.");
        }

        var text = !command.Has(HostCommand.Json) ? string.Join('\n', reports.Select(report => report.ToText()))
            : IndentedJson.Write(new JsonArray([.. reports.Select(report => report.ToJson())]));
        return new CommandAnswer(text, reports.Exists(report => report.IsToDo) ? ExitCode.Found : ExitCode.Fine);
    }

    private async Task<PlanReport> ReportAsync(IBrokerTopology topology, IReadOnlyList<string> host, CancellationToken cancellationToken)
    {
        using var management = command.Value(HostCommand.Management) is { } address
            ? new ManagementApi(address, topology.VirtualHost, await topology.LoginAsync(cancellationToken))
            : null;
        var done = new List<PlanItem>();
        var (items, review) = await LookAsync(topology, management, host, cancellationToken);
        if (command.Value(HostCommand.Migrate) is { } queue && topology.Planned.Queues.Any(planned => planned.Name == queue))
        {
            done.Add(await MigrateAsync(topology, queue, review, cancellationToken));
        }

        if (command.Has(HostCommand.Apply))
        {
            done.AddRange(await ApplyAsync(topology, items, management is not null, cancellationToken));
        }

        if (done.Count > 0)
        {
            (items, _) = await LookAsync(topology, management, host, cancellationToken);
        }

        return new PlanReport(
            topology.Planned.Service, topology.Broker, topology.Identity.Version?.ToString(), [.. done, .. items], NotLookedAt(management));
    }

    private static async Task<(IReadOnlyList<PlanItem> Items, ManagementReview? Review)> LookAsync(
        IBrokerTopology topology, ManagementApi? management, IReadOnlyList<string> host, CancellationToken cancellationToken)
    {
        var items = await new TopologyReview(topology).RunAsync(cancellationToken);
        if (management is null)
        {
            return (items, null);
        }

        var review = new ManagementReview(management, topology.Planned, host);
        return ([.. items, .. await review.RunAsync(cancellationToken)], review);
    }

    private async Task<PlanItem> MigrateAsync(
        IBrokerTopology topology, string queue, ManagementReview? review, CancellationToken cancellationToken)
    {
        var options = new QueueMigrationOptions
        {
            PublishersAreStopped = command.Has(HostCommand.PublishersStopped),
            OtherBindings = [.. review?.OtherBindings[queue] ?? []],
        };
        var migration = await topology.MigrateAsync(queue, options, cancellationToken);
        return new PlanItem(
            PlanState.Migrated, "queue", queue, $"{migration.Moved.ToString(CultureInfo.InvariantCulture)} jobs moved over and back")
        {
            Details = new JsonObject { ["moved"] = migration.Moved },
        };
    }

    /// <summary>
    /// Declares what is missing. Without the management nobody knows which bindings are, and binding again changes nothing.
    /// </summary>
    private static async Task<IReadOnlyList<PlanItem>> ApplyAsync(
        IBrokerTopology topology, IReadOnlyList<PlanItem> items, bool knowsBindings, CancellationToken cancellationToken)
    {
        var missing = items.Where(item => item.State == PlanState.Missing).ToArray();
        if (missing.Length == 0 && knowsBindings)
        {
            return [];
        }

        var names = missing.Where(item => item.Kind != "binding").Select(item => (item.Kind, item.Name)).ToHashSet();
        await topology.DeclareAsync(
            topology.Planned with
            {
                Exchanges = [.. topology.Planned.Exchanges.Where(exchange => names.Contains(("exchange", exchange.Name)))],
                Queues = [.. topology.Planned.Queues.Where(queue => names.Contains(("queue", queue.Name)))],
            },
            cancellationToken);
        return [.. missing.Select(item => new PlanItem(PlanState.Declared, item.Kind, item.Name))];
    }

    private static string[] NotLookedAt(ManagementApi? management) => management is not null ? [] :
    [
        "bindings, policies, and queues of handlers that are gone. AMQP does not tell them; "
            + $"{HostCommand.Management} http://host:15672 asks the broker's management.",
    ];
}
