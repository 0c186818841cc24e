namespace Ponos;

/// <summary>A limit that the processes of a service share.</summary>
public sealed class SharedLimit
{
    /// <summary>The handler's queue, without what a broadcast queue has behind its name: the same in all processes.</summary>
    public required string Queue { get; init; }

    /// <summary>The handler, for messages.</summary>
    public required string HandlerName { get; init; }

    /// <summary>How many. From 1 to 100 000.</summary>
    public required int Permits { get; init; }
}
