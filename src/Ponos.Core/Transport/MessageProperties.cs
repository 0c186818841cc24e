namespace Ponos.Transport;

/// <summary>
/// What a message says of itself besides what Ponos uses. It travels on with every copy of a job as it came; our own jobs
/// have none of it.
/// </summary>
internal sealed record MessageProperties
{
    public const string Json = "application/json";

    /// <summary>What a message without any has: nobody said what is in it.</summary>
    public static MessageProperties None { get; } = new();

    public string? ContentType { get; init; }

    public string? ContentEncoding { get; init; }

    public string? CorrelationId { get; init; }

    public string? ReplyTo { get; init; }

    public byte? Priority { get; init; }

    /// <summary>How long its publisher wanted it to be kept, in milliseconds, as text.</summary>
    public string? Expiration { get; init; }

    /// <summary>
    /// The timestamp's number as it was on the wire, where it is not that of whole seconds: node's Ponos writes milliseconds.
    /// </summary>
    public long? WireTimestamp { get; init; }
}
