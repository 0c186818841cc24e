namespace Ponos.Topology;

/// <summary>What the topology must know of one handler: the job it listens to and the options of its queue.</summary>
internal sealed record HandledQueue(JobKind Kind, string NameOrPattern, QueueType Type)
{
    public bool Broadcast { get; init; }

    public int MaxLength { get; init; }

    public bool SingleActiveConsumer { get; init; }
}
