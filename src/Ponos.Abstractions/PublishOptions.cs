namespace Ponos;

/// <summary>Where, when and how one job is published.</summary>
public sealed record PublishOptions
{
    /// <summary>The service that a task goes to. Default: the one that its record names, else the publishing service itself.</summary>
    public string? Service { get; init; }

    /// <summary>The message's unique id, 1 to 255 bytes. Default: a new one. Give one to make publishing again harmless.</summary>
    public string? MessageId { get; init; }

    /// <summary>The transaction id. Default: the one in the job, else that of the handler that is running, else a new one.</summary>
    public string? Tid { get; init; }

    /// <summary>How long the job is held back. From zero to 30 days; whole seconds on RabbitMQ, rounded up. Default: zero.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The earliest time at which the job is handed out; at most 30 days ahead. Not together with <see cref="Delay"/>.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>
    /// The time by which the job must have begun; to the millisecond. It must be to come, and not before the end of
    /// <see cref="Delay"/>. Default: none. Each attempt is judged when it would begin, by the worker's clock: one that is too
    /// late is not run, its outcome is <c>Expired</c>, and the job goes to the dead queue or, where its handler says
    /// <see cref="ExpiredJobs.Drop"/>, is dropped. The broker's own <c>expiration</c> is not used: the broker tells no
    /// one of the jobs that it lets expire. Not together with <see cref="TimeToLive"/>.
    /// </summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>
    /// How long after it is published the job may begin: <see cref="NotAfter"/>, counted from now. Positive, to the
    /// millisecond, and not shorter than <see cref="Delay"/>, which is part of it. Default: none.
    /// </summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>
    /// Before or after which of the jobs that wait the job is handed out. It stays with the job through retries, waits and
    /// replays. Default: the contract's (<see cref="TaskAttribute.Priority"/>), or else none, which a quorum queue takes for
    /// <see cref="Ponos.Priority.Normal"/>, and a classic queue for the lowest.
    /// </summary>
    public Priority? Priority { get; init; }

    /// <summary>
    /// What the job is about, such as an order's number, 1 to 255 bytes: jobs of one key leave an outbox in the order in which
    /// their transactions were committed, from whatever process. Transactions with jobs of the same key wait for one another.
    /// Default: none, and jobs keep the order of their own transaction only. Without effect where no outbox is in between.
    /// </summary>
    public string? OrderKey { get; init; }

    /// <summary>How long to wait for the broker's confirm. Default: the service's, 30 s.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// Text headers to send along, at most 48 KiB. They stay with the job through retries and replays. Names that begin with
    /// <c>ponos-</c>, and those that mean something to a broker (<c>CC</c>, <c>BCC</c>, <c>x-death</c> and the like), are refused.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
}
