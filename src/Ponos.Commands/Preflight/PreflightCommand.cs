using System.Globalization;
using Ponos.Commands.AsyncApi;
using Ponos.Contracts;
using Ponos.Control;
using Ponos.Topology;

namespace Ponos.Commands.Preflight;

/// <summary>Checks what waits on the broker against the schemas of this build, before it is deployed.</summary>
internal sealed class PreflightCommand(IServiceProvider services, HostCommand command)
{
    private const int DefaultMost = 10_000;

    /// <exception cref="ArgumentException">The host has no such service, or a switch has no such value.</exception>
    /// <exception cref="BrokerUnavailableException">The broker was not reached.</exception>
    public async Task<CommandAnswer> RunAsync(CancellationToken cancellationToken)
    {
        var most = Most();
        var all = services.DescribePonosServices();
        var reports = new List<PlaceReport>();
        var brokers = new List<string>();
        foreach (var service in command.Argument is { } name ? [ServiceDocument.Find(all, name)] : all)
        {
            await using var topology = await services.OpenBrokerTopologyAsync(service.Name, cancellationToken);
            brokers.Add($"{service.Name} on {topology.Broker}");
            reports.AddRange(await ReadAsync(topology, service, most, cancellationToken));
        }

        var text = command.Has(HostCommand.Json)
            ? IndentedJson.Write(PreflightText.ToJson(brokers, reports))
            : PreflightText.ToText(brokers, reports);
        return new CommandAnswer(text, reports.Exists(report => report.IsToDo) ? ExitCode.Found : ExitCode.Fine);
    }

    private static async Task<IReadOnlyList<PlaceReport>> ReadAsync(
        IBrokerTopology topology, ServiceDescription service, int most, CancellationToken cancellationToken)
    {
        var reports = new List<PlaceReport>();
        var jobs = service.Jobs.Where(job => job is { Queue: not null, IsBroadcast: false }).ToArray();
        foreach (var job in jobs)
        {
            foreach (var (place, queue) in new[]
            {
                (JobPlace.Ready, job.Queue!),
                (JobPlace.Suspect, QueueNames.Suspects(job.Queue!)),
                (JobPlace.Dead, job.DeadQueue!),
                (JobPlace.Invalid, job.InvalidQueue!),
            })
            {
                if (await ReadAsync(topology, service, job, place, queue, most, cancellationToken) is { } report)
                {
                    reports.Add(report);
                }
            }
        }

        reports.AddRange(await ReadDelayedAsync(topology, service, jobs, most, cancellationToken));
        return reports;
    }

    private static async Task<PlaceReport?> ReadAsync(
        IBrokerTopology topology,
        ServiceDescription service,
        JobDescription job,
        JobPlace place,
        string queue,
        int most,
        CancellationToken cancellationToken)
    {
        var report = new PlaceReport(service.Name, job.Kind, job.Name, job.ContractHash, place, queue);
        try
        {
            report.Waiting = await topology.CountAsync(queue, cancellationToken);
            if (report.Waiting is null or 0)
            {
                return null;
            }

            var check = ContractCheck.Compile(job.Schema);
            await foreach (var waiting in topology.ReadAsync(queue, most, cancellationToken))
            {
                report.Add(waiting, check(waiting.Body));
            }
        }
        catch (BrokerUnavailableException exception)
        {
            report.Trouble = exception.Message;
        }

        return report;
    }

    private static async Task<IReadOnlyList<PlaceReport>> ReadDelayedAsync(
        IBrokerTopology topology, ServiceDescription service, JobDescription[] jobs, int most, CancellationToken cancellationToken)
    {
        var reports = new Dictionary<JobDescription, PlaceReport>();
        var checks = jobs.ToDictionary(job => job, job => ContractCheck.Compile(job.Schema));
        try
        {
            await foreach (var waiting in topology.ReadDelayedAsync(most, cancellationToken))
            {
                foreach (var job in jobs.Where(job => IsFor(waiting, job)))
                {
                    if (!reports.TryGetValue(job, out var report))
                    {
                        reports[job] = report = new PlaceReport(
                            service.Name, job.Kind, job.Name, job.ContractHash, JobPlace.Delayed, job.Queue!);
                    }

                    report.Add(waiting, checks[job](waiting.Body));
                }
            }
        }
        catch (BrokerUnavailableException exception)
        {
            return
            [
                .. reports.Values,
                new PlaceReport(service.Name, JobKind.Task, "", "", JobPlace.Delayed, service.DelayPrefix + ".*")
                {
                    Trouble = exception.Message,
                },
            ];
        }

        return [.. reports.Values];
    }

    private static bool IsFor(WaitingJob waiting, JobDescription job) =>
        !waiting.ToExchange ? waiting.Address == job.Queue
        : job.Kind == JobKind.Event && (job.IsPattern ? TopicPattern.Matches(job.Name, waiting.Address) : job.Name == waiting.Address);

    private int Most() => command.Value(HostCommand.Most) is not { } text ? DefaultMost
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most is >= 1 and <= 1_000_000 ? most
        : throw new ArgumentException(
            $"{HostCommand.Most} is how many jobs are read of each queue: a whole number from 1 to 1000000, and not '{text}'.");
}
