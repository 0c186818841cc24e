namespace Ponos.Outboxes;

/// <summary>A job as the relay reads it.</summary>
internal sealed record OutboxRow
{
    public required long Id { get; init; }

    /// <summary>The job before it in its transaction, if that is still there.</summary>
    public required long? After { get; init; }

    public required string? OrderKey { get; init; }

    public required string Name { get; init; }

    public required string Destination { get; init; }

    public required string Properties { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>How long it has been there, by the database's clock.</summary>
    public required TimeSpan Age { get; init; }
}
