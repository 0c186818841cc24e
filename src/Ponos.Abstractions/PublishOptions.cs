namespace Ponos;

/// <summary>Where, when and how one job is published.</summary>
public sealed record PublishOptions
{
    /// <summary>The service that a task goes to. Default: the one that its record names, else the publishing service itself.</summary>
    public string? Service { get; init; }

    /// <summary>The message's unique id, at most 255 bytes. Default: a new one. Give one to make publishing again harmless.</summary>
    public string? MessageId { get; init; }

    /// <summary>The transaction id. Default: the one in the job, else that of the handler that is running, else a new one.</summary>
    public string? Tid { get; init; }

    /// <summary>How long the job is held back. From zero to 30 days; whole seconds on RabbitMQ, rounded up. Default: zero.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The earliest time at which the job is handed out; at most 30 days ahead. Not together with <see cref="Delay"/>.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>How long to wait for the broker's confirm. Default: the service's, 30 s.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Text headers to send along. Names that begin with <c>x-</c> or <c>ponos-</c> are refused.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
}
