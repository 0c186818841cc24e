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
/// <param name="Service">The service that published it.</param>
/// <param name="Kind">Whether it is a task or an event.</param>
/// <param name="Name">Its name.</param>
/// <param name="Destination">The queue of a task, the exchange of an event.</param>
/// <param name="MessageId">Its unique id.</param>
/// <param name="Body">Its JSON.</param>
public sealed record PublishedJob(string Service, JobKind Kind, string Name, string Destination, string MessageId, ReadOnlyMemory<byte> Body);

/// <summary>A delivery and what became of it.</summary>
/// <param name="Service">The service that handled it.</param>
/// <param name="Kind">Whether it is a task or an event.</param>
/// <param name="Name">The job's name.</param>
/// <param name="Queue">The queue that it came from.</param>
/// <param name="HandlerName">The handler that it was for.</param>
/// <param name="MessageId">Its unique id, where it has one.</param>
/// <param name="Tid">Its transaction id; empty for a body that could not be read.</param>
/// <param name="Attempt">The last attempt that was made; the first is 1.</param>
/// <param name="Outcome">What became of that attempt.</param>
/// <param name="Error">The exception that made the outcome, where one did.</param>
/// <param name="Violations">Where the job breaks its contract's schema, for one that is invalid; empty where the handler said so, by <paramref name="Error"/>.</param>
/// <param name="Body">Its JSON.</param>
public sealed record SettledJob(
    string Service,
    JobKind Kind,
    string Name,
    string Queue,
    string HandlerName,
    string? MessageId,
    string Tid,
    int Attempt,
    JobOutcome Outcome,
    Exception? Error,
    IReadOnlyList<ContractViolation> Violations,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>The service that published it, as far as it said.</summary>
    public string? AppId { get; init; }
}
