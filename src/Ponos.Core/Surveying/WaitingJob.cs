namespace Ponos;

/// <summary>A job that waits in a queue, as it was read there and put back.</summary>
public sealed record WaitingJob
{
    /// <summary>Its unique id; empty where it came without one.</summary>
    public required string MessageId { get; init; }

    /// <summary>Its name, as far as its publisher said; empty where not. From outside, so trust nothing in it.</summary>
    public required string Name { get; init; }

    /// <summary>Its bytes.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The queue, or the event's exchange, that it is for.</summary>
    public required string Address { get; init; }

    /// <summary>Whether <see cref="Address"/> is an event's exchange.</summary>
    public bool ToExchange { get; init; }

    /// <summary>The service that published it, where it said.</summary>
    public string? PublishedBy { get; init; }

    /// <summary>The hash of the schema that its publisher enforced, where it said.</summary>
    public string? PublisherContract { get; init; }
}
