namespace Ponos;

/// <summary>The kind of queue that jobs wait in.</summary>
public enum QueueType
{
    /// <summary>Replicated, with a delivery limit and at-least-once dead-lettering.</summary>
    Quorum,

    /// <summary>A plain durable queue without arguments, as node's Ponos declares it; for a fleet shared with node services.</summary>
    Classic,
}
