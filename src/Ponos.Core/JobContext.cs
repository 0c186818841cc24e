namespace Ponos;

/// <summary>What a handler may know of the job it runs for, besides the job itself. Lives as long as the attempt.</summary>
public sealed class JobContext
{
    private static readonly AsyncLocal<JobContext?> Ambient = new();

    private IReadOnlyDictionary<string, string>? _headers;
    private string? _tid;

    internal JobContext()
    {
    }

    /// <summary>The context of the job whose handler is running, or <see langword="null"/> outside of a handler.</summary>
    public static JobContext? Current
    {
        get => Ambient.Value;
        internal set => Ambient.Value = value;
    }

    /// <summary>The job's name; for a handler of a pattern, the name of the event that came.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the job is a task or an event.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>The service that runs the handler.</summary>
    public required string Service { get; init; }

    /// <summary>The queue that the job came from.</summary>
    public required string Queue { get; init; }

    /// <summary>The handler's name, <c>{class}.{method}</c>. Jobs that it publishes carry it in the header <c>publisherWorkerName</c>.</summary>
    public required string HandlerName { get; init; }

    /// <summary>The transaction id, which every job that the handler publishes carries on.</summary>
    public string Tid => _tid ??= TransactionId.ToString();

    internal TransactionId TransactionId { get; init; }

    /// <summary>The job's unique id, or <see langword="null"/> when its publisher gave none (node's Ponos gives none).</summary>
    public string? MessageId { get; init; }

    /// <summary>Which run of the handler this is, counted over waits and processes. The first is 1.</summary>
    public int Attempt { get; internal set; } = 1;

    /// <summary>Whether the broker handed this delivery out before: a process that had it went away.</summary>
    public bool Redelivered { get; init; }

    /// <summary>The service that published the job, as far as it said.</summary>
    public string? AppId { get; init; }

    /// <summary>When the job was published, to the second, as far as its publisher said.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The handler that published the job, as far as it said.</summary>
    public string? PublisherWorkerName { get; init; }

    /// <summary>The message's text headers. They come from outside: do not trust them.</summary>
    public IReadOnlyDictionary<string, string> Headers => _headers ??= HeaderText.All(RawHeaders);

    internal IReadOnlyDictionary<string, object?>? RawHeaders { get; init; }

    /// <summary>In a handler with <see cref="OnDeadAttribute"/>: why the job is about to be dead. Elsewhere <see langword="null"/>.</summary>
    public JobFailure? Failure { get; init; }

    /// <summary>The scope that the handler's services are resolved from. It ends with the attempt.</summary>
    public IServiceProvider Services { get; internal set; } = null!;

    /// <summary>Cancelled when the attempt times out or the worker server can wait no longer for its shutdown.</summary>
    public CancellationToken CancellationToken { get; internal set; }
}
