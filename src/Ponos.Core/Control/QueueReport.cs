namespace Ponos.Control;

/// <summary>What the broker says of a queue.</summary>
public sealed record QueueReport
{
    /// <summary>Its name.</summary>
    public required string Queue { get; init; }

    /// <summary>Jobs that are ready in it.</summary>
    public required long Ready { get; init; }

    /// <summary>Who consumes it.</summary>
    public required int Consumers { get; init; }
}
