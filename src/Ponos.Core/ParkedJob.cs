namespace Ponos;

/// <summary>A job in the outbox that the broker can never take as it is.</summary>
public sealed record ParkedJob
{
    /// <summary>Its number in the table.</summary>
    public required long Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The queue or exchange that it is for.</summary>
    public required string Destination { get; init; }

    /// <summary>Its unique id.</summary>
    public required string MessageId { get; init; }

    /// <summary>Why it was refused, and what to do about it.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was parked.</summary>
    public required DateTimeOffset ParkedAt { get; init; }

    /// <summary>The job as JSON, in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
