using System.Runtime.CompilerServices;
using Ponos.Contracts;
using Ponos.Delivery;
using Ponos.Diagnostics;
using Ponos.Journal;
using Ponos.Publishing;
using Ponos.Topology;
using Ponos.Transport;

namespace Ponos.Control;

/// <summary>An operator in somebody's name, over a connection that several share.</summary>
internal sealed class BrokerOperator(OperatorLine line, string name) : IOperator
{
    private const int MostOfAName = 255;

    public string Broker => line.Transport.Description;

    public string? Trouble =>
        line.Transport.Health.Connection is { Status: not TransportStatus.Healthy } state ? state.Reason ?? state.Status.ToString() : null;

    public IOperator As(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new BrokerOperator(line, name.Length <= MostOfAName ? name : name[..MostOfAName]);
    }

    public async Task<IReadOnlyList<ProcessReport>> DescribeAsync(string? service = null, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        var answers = await line.AskAsync(
            ControlContracts.Describe, new ControlQuestion { By = name }, Checked(service), instance: null, cancellationToken);
        return [.. answers.Select(answer => answer.Report).OfType<ProcessReport>()
            .OrderBy(report => report.Service, StringComparer.Ordinal).ThenBy(report => report.Instance, StringComparer.Ordinal)];
    }

    public async Task<IReadOnlyList<ProcessContracts>> ContractsAsync(string? service = null, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        var answers = await line.AskAsync(
            ControlContracts.Contracts, new ControlQuestion { By = name }, Checked(service), instance: null, cancellationToken);
        return [.. answers.Select(answer => answer.Contracts).OfType<ProcessContracts>()
            .GroupBy(part => (part.Service, part.Instance))
            .Select(parts => parts.First() with { Contracts = [.. parts.SelectMany(part => part.Contracts)] })
            .OrderBy(contracts => contracts.Service, StringComparer.Ordinal)
            .ThenBy(contracts => contracts.Instance, StringComparer.Ordinal)];
    }

    public Task<IReadOnlyList<OrderResult>> PauseAsync(HandlerAddress handler, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return OrderAsync(ControlContracts.Pause, handler, new ControlQuestion { Reason = reason }, target: null, cancellationToken);
    }

    public Task<IReadOnlyList<OrderResult>> ResumeAsync(HandlerAddress handler, CancellationToken cancellationToken = default) =>
        OrderAsync(ControlContracts.Resume, handler, new ControlQuestion(), target: null, cancellationToken);

    public Task<IReadOnlyList<OrderResult>> SetConcurrencyAsync(
        HandlerAddress handler, int concurrency, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrency, 1);
        return OrderAsync(
            ControlContracts.Concurrency, handler, new ControlQuestion { Concurrency = concurrency }, target: null, cancellationToken);
    }

    public Task<IReadOnlyList<OrderResult>> CancelAsync(
        HandlerAddress handler, string messageId, CancelledJob then = CancelledJob.Dead, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        return OrderAsync(
            ControlContracts.Cancel, handler, new ControlQuestion { MessageId = messageId, Then = then }, messageId, cancellationToken);
    }

    public async Task<QueueReport?> LookAsync(string queue, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        ArgumentException.ThrowIfNullOrEmpty(queue);
        await using var reader = await line.Transport.ReadAsync(queue, cancellationToken);
        return reader is null ? null : new QueueReport { Queue = queue, Ready = reader.Count, Consumers = reader.Consumers };
    }

    public IOperatedDeadLetters DeadLettersOf(string service)
    {
        ArgumentException.ThrowIfNullOrEmpty(service);
        return new OperatedDeadLetters(Checked(service)!, name, line);
    }

    public async Task<OperatorPublished> PublishAsync(OperatorJob job, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        ArgumentNullException.ThrowIfNull(job);
        RequireAddress(job);
        var body = OperatorBody.Stamp(job.Body, tid: null, out var tid);
        var hashes = await CheckAsync(job, body, cancellationToken);
        var now = line.Time.GetUtcNow();
        var id = UniqueId.Ordered(now).ToString();
        await line.SendAsync(
            new OutgoingJob
            {
                Address = job.Kind == JobKind.Task ? JobAddress.Queue(QueueNames.Jobs(job.Service!, job.Name)) : JobAddress.Event(job.Name),
                Name = job.Name,
                Type = job.Name,
                Body = body,
                MessageId = id,
                AppId = job.PublishedBy,
                Timestamp = now,
                Marks = new JobMarks { Contract = hashes.Length == 1 ? hashes[0] : null, PublishedAt = now.ToUnixTimeMilliseconds() },
                Properties = WirePriority.PropertiesOf(job.Priority),
                Headers = HeadersOf(job),
                Delay = PublishTimes.InRange(job.Delay, job.Name, nameof(job)),
            },
            cancellationToken);
        await line.TellAsync(new OperationPerformed(now, name, "publish", job.Service ?? "", job.Name, id, 1, "Published."));
        return new OperatorPublished { MessageId = id, Tid = tid, ContractHash = hashes.Length == 1 ? hashes[0] : null };
    }

    public async IAsyncEnumerable<JournalEntry> ReadJournalAsync(
        JournalQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        await foreach (var entry in new JournalReader(line.Transport, line.Time).ReadAsync(query, cancellationToken))
        {
            yield return entry;
        }
    }

    /// <summary>A job goes where its contract lies: each schema that a receiver enforces has to hold.</summary>
    private async Task<string[]> CheckAsync(OperatorJob job, byte[] body, CancellationToken cancellationToken)
    {
        var contracts = (await ContractsAsync(job.Kind == JobKind.Task ? job.Service : null, cancellationToken))
            .SelectMany(process => process.Contracts)
            .Where(contract => contract.Receives && contract.Kind == job.Kind && Fits(contract.Name, job.Name))
            .DistinctBy(contract => contract.Hash)
            .ToArray();
        if (contracts.Length == 0 && !job.Unchecked)
        {
            throw new InvalidOperationException(
                $"Nobody told a contract for '{job.Name}'{(job.Service is null ? "" : $" of the service '{job.Service}'")}: "
                + "no process that receives it answered. "
                + "Start one, correct the name, or say that it is to be sent unchecked.");
        }

        foreach (var contract in contracts)
        {
            if (ContractCheck.Check(contract.Schema, body) is { Count: > 0 } violations)
            {
                throw new InvalidJobException(
                    job.Name,
                    $"'{job.Name}' was not published: it breaks its contract {contract.Hash} ({string.Join("; ", violations)}).",
                    violations);
            }
        }

        return [.. contracts.Select(contract => contract.Hash)];
    }

    private static bool Fits(string contract, string name) =>
        JobName.IsPattern(contract) ? TopicPattern.Matches(contract, name) : contract == name;

    private static Dictionary<string, object?>? HeadersOf(OperatorJob job)
    {
        if (job.Headers.Count == 0)
        {
            return null;
        }

        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (header, value) in job.Headers)
        {
            headers[OutgoingHeaders.Checked(header)] = value;
        }

        return headers;
    }

    private static void RequireAddress(OperatorJob job)
    {
        if (!JobName.IsName(job.Name))
        {
            throw new ArgumentException($"'{job.Name}' is no job name: write {JobName.Rule}.", nameof(job));
        }

        if ((job.Kind == JobKind.Task) != (job.Service is { Length: > 0 }))
        {
            throw new ArgumentException(
                job.Kind == JobKind.Task
                    ? $"'{job.Name}' is a task: say which service it is for."
                    : $"'{job.Name}' is an event: it goes to every service that listens, not to '{job.Service}'.",
                nameof(job));
        }
    }

    private async Task<IReadOnlyList<OrderResult>> OrderAsync(
        string order, HandlerAddress handler, ControlQuestion question, string? target, CancellationToken cancellationToken)
    {
        await CallerContext.Leave();
        ArgumentException.ThrowIfNullOrEmpty(handler.Service);
        ArgumentException.ThrowIfNullOrEmpty(handler.JobName);
        var answers = await line.AskAsync(
            order, question with { By = name, JobName = handler.JobName }, Checked(handler.Service), handler.Instance, cancellationToken);
        OrderResult[] results = [.. answers.Select(answer => answer.Result)
            .OfType<OrderResult>()
            .OrderBy(result => result.Instance, StringComparer.Ordinal)];
        var done = results.Count(result => result.Done);
        await line.TellAsync(new OperationPerformed(
            line.Time.GetUtcNow(),
            name,
            order[(order.LastIndexOf('.') + 1)..],
            handler.Service,
            handler.JobName,
            target ?? handler.Instance ?? "",
            done,
            results.Length == 0 ? "Nobody answered." : string.Join(" ", results.Select(result => result.Message).Distinct())));
        return results;
    }

    private static string? Checked(string? service) => service is null || JobName.IsName(service)
        ? service
        : throw new ArgumentException($"'{service}' is no service name: write {JobName.Rule}.", nameof(service));
}
