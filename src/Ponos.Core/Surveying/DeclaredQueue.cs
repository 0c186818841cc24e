namespace Ponos;

/// <summary>A durable queue that a service declares.</summary>
public sealed record DeclaredQueue
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public required QueueType Type { get; init; }

    /// <summary>Its arguments besides the kind: texts, whole numbers and truths.</summary>
    public IReadOnlyDictionary<string, object> Arguments { get; init; } = new Dictionary<string, object>();

    /// <summary>
    /// Arguments that newer brokers know and older ones overlook. A queue that was declared without them is taken as it is.
    /// </summary>
    public IReadOnlyDictionary<string, object> Wishes { get; init; } = new Dictionary<string, object>();
}
