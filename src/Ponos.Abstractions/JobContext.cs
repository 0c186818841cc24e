using System.Collections.Frozen;

namespace Ponos;

/// <summary>
/// What a handler may know of the job it runs for, besides the job itself. Lives as long as the attempt. A unit test makes
/// its own and passes it to the handler.
/// </summary>
public class JobContext
{
    private static readonly AsyncLocal<JobContext?> Ambient = new();

    /// <summary>
    /// The context of the job whose handler is running, or <see langword="null"/> outside of a handler. The worker server
    /// sets it; a test may, to run code as if inside a handler.
    /// </summary>
    public static JobContext? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>The job's name; for a handler of a pattern, the name of the event that came.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the job is a task or an event.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>The service that runs the handler.</summary>
    public required string Service { get; init; }

    /// <summary>The queue that the job came from.</summary>
    public required string Queue { get; init; }

    /// <summary>
    /// The handler's name, <c>{class}.{method}</c>. Jobs that it publishes carry it in the header <c>publisherWorkerName</c>.
    /// </summary>
    public required string HandlerName { get; init; }

    /// <summary>
    /// The transaction id, which every job that the handler publishes carries on. Default: empty, and what is
    /// published gets one of its own.
    /// </summary>
    public virtual string Tid { get; init; } = "";

    /// <summary>The job's unique id, or <see langword="null"/> when its publisher gave none (node's Ponos gives none).</summary>
    public string? MessageId { get; init; }

    /// <summary>
    /// What an inbox knows the job by: its id and, where the broker vouches for its publisher's user, that user, so that nobody
    /// else's job is taken for it. <see langword="null"/> for a job without an id. Default: <see cref="MessageId"/>.
    /// </summary>
    public virtual string? InboxKey
    {
        get => field ?? MessageId;
        init;
    }

    /// <summary>Which run of the handler this is, counted over waits and processes. The first is 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Whether the broker handed this delivery out before: a process that had it went away.</summary>
    public bool Redelivered { get; init; }

    /// <summary>The service that published the job, as far as it said.</summary>
    public string? PublishedBy { get; init; }

    /// <summary>
    /// The user of the broker that published the job, where the broker vouched for it (AMQP's <c>user_id</c>). Unlike
    /// <see cref="PublishedBy"/> nobody can claim another's. Default: <see langword="null"/>, for nobody that is known.
    /// </summary>
    public string? UserId { get; init; }

    /// <summary>When the job was published, to the second, as far as its publisher said.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The handler that published the job, as far as it said.</summary>
    public string? PublisherWorkerName { get; init; }

    /// <summary>The message's text headers. They come from outside: do not trust them. Default: none.</summary>
    public virtual IReadOnlyDictionary<string, string> Headers { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>
    /// In a handler with <see cref="OnDeadAttribute"/>: why the job is about to be dead. Elsewhere <see langword="null"/>.
    /// </summary>
    public JobFailure? Failure { get; init; }

    /// <summary>
    /// Set by whoever finds that the job had been handled before and does not handle it again, a filter or the handler: the
    /// outcome is then <c>Duplicate</c>. Default: <see langword="false"/>.
    /// </summary>
    public bool IsDuplicate { get; set; }

    /// <summary>The scope that the handler's services are resolved from. It ends with the attempt. Default: one without services.</summary>
    public IServiceProvider Services { get; init; } = NoServices.Instance;

    /// <summary>Cancelled when the attempt times out or the worker server can wait no longer for its shutdown.</summary>
    public CancellationToken CancellationToken { get; init; }

    private sealed class NoServices : IServiceProvider
    {
        public static NoServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}
