using System.Text.Json;
using Ponos.Contracts;
using Ponos.Delivery;
using Ponos.Topology;
using Ponos.Transport;

namespace Ponos.Control;

/// <summary>What there is to tell of a service in this process, gathered when somebody asks.</summary>
internal sealed class ServiceState(
    ProcessIdentity identity, IReadOnlyList<QueueWorker> workers, ServiceDescription description, ITransport transport, TimeProvider time)
{
    /// <summary>However many run: a page shows no more.</summary>
    private const int MostRunning = 100;

    /// <summary>A section larger than this would push the others out of the report.</summary>
    private const int MostOfASection = 256 * 1024;

    /// <summary>A section is a package's own code: one that hangs must not keep the process from answering.</summary>
    private static readonly TimeSpan LongestSection = TimeSpan.FromSeconds(2);

    /// <summary>
    /// What packages add. Asked for with each report: a section may need the service that tells it, and that is being made now.
    /// </summary>
    public Func<IEnumerable<IControlSection>> Sections { get; init; } = static () => [];

    public required ControlLevel Level { get; init; }

    /// <summary>How many jobs were published.</summary>
    public Func<long> Published { get; init; } = static () => 0;

    /// <summary>How many entries of the journal were left out.</summary>
    public Func<long> JournalDropped { get; init; } = static () => 0;

    public async Task<ProcessReport> ReportAsync(CancellationToken cancellationToken) => new()
    {
        Service = identity.Service,
        Instance = identity.Instance,
        Host = identity.Host,
        ProcessId = identity.ProcessId,
        Version = identity.Version,
        PonosVersion = identity.PonosVersion,
        Since = identity.Since,
        At = time.GetUtcNow(),
        Control = Level,
        DelayPrefix = description.DelayPrefix,
        Faults = FaultsOf(transport.Health),
        Handlers = [.. workers.Select(HandlerOf)],
        Contracts = [.. description.Jobs.Select(job => new ContractMark
        {
            Kind = job.Kind,
            Name = job.Name,
            Hash = job.ContractHash,
            Sends = job.Roles.HasFlag(ContractRoles.Sends),
            Receives = job.Roles.HasFlag(ContractRoles.Receives),
        })],
        Published = Published(),
        JournalDropped = JournalDropped(),
        Sections = await SectionsAsync(cancellationToken),
    };

    /// <summary>The contracts, in parts of about that many bytes.</summary>
    public IEnumerable<ProcessContracts> Contracts(int bytes)
    {
        var part = new List<ContractReport>();
        var size = 0;
        foreach (var job in description.Jobs)
        {
            if (size + job.Schema.Length > bytes && part.Count > 0)
            {
                yield return Part(part);
                (part, size) = ([], 0);
            }

            part.Add(ContractOf(job));
            size += job.Schema.Length;
        }

        yield return Part(part);
    }

    private ProcessContracts Part(List<ContractReport> contracts) =>
        new() { Service = identity.Service, Instance = identity.Instance, Contracts = contracts };

    private static ContractReport ContractOf(JobDescription job) => new()
    {
        Kind = job.Kind,
        Name = job.Name,
        Hash = job.ContractHash,
        Schema = job.Schema,
        Sends = job.Roles.HasFlag(ContractRoles.Sends),
        Receives = job.Roles.HasFlag(ContractRoles.Receives),
        SentTo = job.SentTo,
        Exchange = job.Exchange,
        Queue = job.Queue,
    };

    private static HandlerReport HandlerOf(QueueWorker worker)
    {
        var (plan, status) = (worker.Plan, WorkerControl.StatusOf(worker));
        return new HandlerReport
        {
            Kind = status.Kind,
            JobName = status.JobName,
            HandlerName = status.HandlerName,
            Queue = status.Queue,
            DeadQueue = QueueNames.Dead(plan.BaseQueue),
            InvalidQueue = QueueNames.Invalid(plan.BaseQueue),
            QueueType = plan.IsQuorum ? QueueType.Quorum : QueueType.Classic,
            IsBroadcast = plan.Descriptor.Settings.Broadcast == true,
            State = status.State,
            Pauses = status.Pauses,
            Trouble = status.Trouble,
            Concurrency = status.Concurrency,
            ConfiguredConcurrency = plan.Concurrency,
            Pending = status.Pending,
            Prefetch = worker.Tuner?.Current ?? plan.Prefetch,
            Running = [.. status.Running.Take(MostRunning)],
            MaxAttempts = plan.Retry.MaxAttempts,
            RetryDelay = plan.Retry.Delay,
            MaxRetryDelay = plan.Retry.MaxDelay,
            AttemptTimeout = plan.Timeout > TimeSpan.Zero ? plan.Timeout : null,
            ContractHash = plan.Contract.Hash,
            Outcomes = worker.Tally.Outcomes,
            Retries = worker.Tally.Retries,
            RunTime = FiguresOf(worker.Tally.RunTimes),
            WaitTime = FiguresOf(worker.Tally.WaitTimes),
        };
    }

    private static TimeFigures? FiguresOf(LastTimes times) => times.Sorted() is { Length: > 0 } sorted
        ? new TimeFigures { Count = sorted.Length, P50 = At(sorted, 0.5), P95 = At(sorted, 0.95), P99 = At(sorted, 0.99) }
        : null;

    private static double At(float[] sorted, double part) =>
        Math.Round(sorted[Math.Clamp((int)Math.Ceiling(sorted.Length * part) - 1, 0, sorted.Length - 1)], 6);

    private static Dictionary<string, string> FaultsOf(TransportHealth health)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        if (health.Connection is { Status: not TransportStatus.Healthy } connection)
        {
            faults[""] = connection.Reason ?? connection.Status.ToString();
        }

        foreach (var (queue, state) in health.Queues.Where(queue => queue.Value.Status != TransportStatus.Healthy))
        {
            faults[queue] = state.Reason ?? state.Status.ToString();
        }

        return faults;
    }

    private async Task<IReadOnlyDictionary<string, JsonElement>> SectionsAsync(CancellationToken cancellationToken)
    {
        var sections = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var section in Sections())
        {
            try
            {
                var told = await section.DescribeAsync(cancellationToken).AsTask().WaitAsync(LongestSection, time, cancellationToken);
                if (told.GetRawText().Length <= MostOfASection)
                {
                    sections[section.Name] = told;
                }
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // What a package cannot tell now is left out; the rest is told.
            }
        }

        return sections;
    }
}
