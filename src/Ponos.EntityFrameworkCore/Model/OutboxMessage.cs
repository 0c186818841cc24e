namespace Ponos.EntityFrameworkCore.Model;

/// <summary>A job in the outbox.</summary>
internal sealed class OutboxMessage
{
    public long Id { get; init; }

    public required string Service { get; init; }

    /// <summary>The context that added it: jobs of one are sent in their order. PostgreSQL's tables know the transaction itself.</summary>
    public string Origin { get; init; } = "";

    public string? OrderKey { get; init; }

    public required string Name { get; init; }

    public required string Destination { get; init; }

    public required string MessageId { get; init; }

    public required string Properties { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>In milliseconds since 1970: not every database compares times with an offset.</summary>
    public long CreatedAt { get; init; }

    public long? ParkedAt { get; set; }

    public string? Reason { get; set; }
}
