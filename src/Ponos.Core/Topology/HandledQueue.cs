namespace Ponos.Topology;

/// <summary>What the topology must know of one handler: what it listens to, and its queue's name and options.</summary>
internal sealed record HandledQueue(JobKind Kind, string NameOrPattern, string Queue, QueueType Type)
{
    public bool Broadcast { get; init; }

    public int MaxLength { get; init; }

    public int MaxPriority { get; init; }

    public bool SingleActiveConsumer { get; init; }
}
