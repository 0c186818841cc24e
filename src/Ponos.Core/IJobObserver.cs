namespace Ponos;

/// <summary>
/// Told what becomes of jobs: for error reporters, dashboards and tests. Register any number in the services as
/// singletons. Called on the job's own path: return quickly; an exception is logged and changes nothing.
/// </summary>
public interface IJobObserver
{
    /// <summary>
    /// Whether it looks at the bodies of jobs. They are copied for it, a good part of what a report costs; without any
    /// observer that wants them, the bodies of reports are empty. Asked once.
    /// </summary>
    /// <value>Default: <see langword="true"/>.</value>
    bool ReadsBodies => true;

    /// <summary>A job was published and the broker has confirmed it.</summary>
    /// <param name="job">What was published.</param>
    void OnPublished(PublishedJob job)
    {
    }

    /// <summary>A delivery of a job was settled.</summary>
    /// <param name="job">What became of it.</param>
    void OnSettled(SettledJob job)
    {
    }
}

/// <summary>A job that the broker has confirmed.</summary>
public sealed record PublishedJob
{
    /// <summary>The service that published it.</summary>
    public required string Service { get; init; }

    /// <summary>Whether it is a task or an event.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The queue of a task, the exchange of an event.</summary>
    public required string Destination { get; init; }

    /// <summary>Its unique id.</summary>
    public required string MessageId { get; init; }

    /// <summary>Its JSON; empty where no observer reads bodies.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}

/// <summary>A delivery and what became of it.</summary>
public sealed record SettledJob
{
    /// <summary>The service that handled it.</summary>
    public required string Service { get; init; }

    /// <summary>Whether it is a task or an event.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>The job's name.</summary>
    public required string Name { get; init; }

    /// <summary>The queue that it came from.</summary>
    public required string Queue { get; init; }

    /// <summary>The handler that it was for.</summary>
    public required string HandlerName { get; init; }

    /// <summary>What became of the last attempt.</summary>
    public required JobOutcome Outcome { get; init; }

    /// <summary>The last attempt that was made; the first is 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Its transaction id; empty for a body that could not be read.</summary>
    public string Tid { get; init; } = "";

    /// <summary>Its unique id, where it has one.</summary>
    public string? MessageId { get; init; }

    /// <summary>The service that published it, as far as it said.</summary>
    public string? PublishedBy { get; init; }

    /// <summary>The exception that made the outcome, where one did. Its text is the application's, and may throw.</summary>
    public Exception? Error { get; init; }

    /// <summary>
    /// Where the job breaks its contract's schema, for one that is invalid; empty where the handler
    /// said so, by <see cref="Error"/>.
    /// </summary>
    public IReadOnlyList<ContractViolation> Violations { get; init; } = [];

    /// <summary>Its JSON; empty where no observer reads bodies.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
