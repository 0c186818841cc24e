using System.Runtime.CompilerServices;
using Ponos.Control;
using Ponos.Journal;

namespace Ponos.Dashboard.Tests.Support;

/// <summary>An operator whose broker is what a test says, and that remembers what it was told to do.</summary>
internal sealed class RecordedOperator : IOperator
{
    private readonly RecordedOperator? _root;
    private readonly string _name;

    public RecordedOperator() => _name = "nobody";

    private RecordedOperator(RecordedOperator root, string name) => (_root, _name) = (root, name);

    private RecordedOperator Root => _root ?? this;

    public List<ProcessReport> Reports { get; } = [];

    public List<ProcessContracts> Contracts { get; } = [];

    public Dictionary<string, QueueReport?> Queues { get; } = [];

    public Dictionary<(string Service, string JobName, DeadLetterKind Kind), RecordedDeadLetters> Dead { get; } = [];

    public List<JournalEntry> Journal { get; } = [];

    /// <summary>What was done, by whom, in words.</summary>
    public List<string> Done { get; } = [];

    public List<OperatorJob> Published { get; } = [];

    public string? TroubleNow { get; set; }

    public Exception? Failure { get; set; }

    public int Described { get; private set; }

    public string Broker => "127.0.0.1:5672/";

    public string? Trouble => Root.TroubleNow;

    public IOperator As(string name) => new RecordedOperator(Root, name);

    public Task<IReadOnlyList<ProcessReport>> DescribeAsync(string? service = null, CancellationToken cancellationToken = default)
    {
        Root.Described++;
        return Root.Failure is { } failure
            ? Task.FromException<IReadOnlyList<ProcessReport>>(failure)
            : Task.FromResult<IReadOnlyList<ProcessReport>>(
                [.. Root.Reports.Where(report => service is null || report.Service == service)]);
    }

    public Task<IReadOnlyList<ProcessContracts>> ContractsAsync(string? service = null, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<ProcessContracts>>([.. Root.Contracts.Where(one => service is null || one.Service == service)]);

    public Task<IReadOnlyList<OrderResult>> PauseAsync(
        HandlerAddress handler, string reason, CancellationToken cancellationToken = default) =>
        OrderAsync(handler, $"pause because {reason}");

    public Task<IReadOnlyList<OrderResult>> ResumeAsync(HandlerAddress handler, CancellationToken cancellationToken = default) =>
        OrderAsync(handler, "resume");

    public Task<IReadOnlyList<OrderResult>> SetConcurrencyAsync(
        HandlerAddress handler, int concurrency, CancellationToken cancellationToken = default) =>
        OrderAsync(handler, $"concurrency {concurrency}");

    public Task<IReadOnlyList<OrderResult>> CancelAsync(
        HandlerAddress handler, string messageId, CancelledJob then = CancelledJob.Dead, CancellationToken cancellationToken = default) =>
        OrderAsync(handler, $"cancel {messageId} {then}");

    public Task<QueueReport?> LookAsync(string queue, CancellationToken cancellationToken = default) =>
        Task.FromResult(Root.Queues.GetValueOrDefault(queue));

    public IOperatedDeadLetters DeadLettersOf(string service) => new RecordedDeadLettersOf(Root, service, _name);

    public Task<OperatorPublished> PublishAsync(OperatorJob job, CancellationToken cancellationToken = default)
    {
        foreach (var contract in Root.Contracts.SelectMany(one => one.Contracts).Where(one => one.Receives && one.Name == job.Name))
        {
            if (ContractCheck.Check(contract.Schema, job.Body) is { Count: > 0 } violations)
            {
                return Task.FromException<OperatorPublished>(
                    new InvalidJobException(job.Name, $"'{job.Name}' breaks its contract.", violations));
            }
        }

        Root.Published.Add(job);
        Root.Done.Add($"{_name}: publish {job.Name}");
        return Task.FromResult(new OperatorPublished { MessageId = "new-id", Tid = "new-tid" });
    }

    public async IAsyncEnumerable<JournalEntry> ReadJournalAsync(
        JournalQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        foreach (var entry in Root.Journal.Where(entry => Fits(entry, query)))
        {
            yield return entry;
        }
    }

    private static bool Fits(JournalEntry entry, JournalQuery query) =>
        (query.Tid is null || entry.Tid == query.Tid) && (query.Id is null || entry.Id == query.Id)
        && (!query.FailuresOnly || entry.Outcome != JobOutcome.Succeeded);

    private Task<IReadOnlyList<OrderResult>> OrderAsync(HandlerAddress handler, string what)
    {
        Root.Done.Add(
            $"{_name}: {what} of {handler.Service}/{handler.JobName}{(handler.Instance is { } instance ? $" in {instance}" : "")}");
        return Task.FromResult<IReadOnlyList<OrderResult>>(
        [
            .. Root.Reports.Where(report => report.Service == handler.Service
                && (handler.Instance is null || report.Instance == handler.Instance))
                .Select(report => new OrderResult { Service = report.Service, Instance = report.Instance, Done = true, Message = "Done." }),
        ]);
    }
}
