namespace Ponos.Topology;

/// <summary>A queue to declare: its name, its kind and its arguments.</summary>
internal sealed record QueueShape(string Name, QueueType Type)
{
    /// <summary>Exclusive and deleted with its connection: the queue of a broadcast event.</summary>
    public bool Transient { get; init; }

    /// <summary>The arguments besides <c>x-queue-type</c>.</summary>
    public IReadOnlyDictionary<string, object> Arguments { get; init; } = EmptyArguments;

    /// <summary>
    /// Arguments that newer brokers know and older ones overlook. A queue that was declared without them is taken as it is.
    /// </summary>
    public IReadOnlyDictionary<string, object> Wishes { get; init; } = EmptyArguments;

    private static readonly Dictionary<string, object> EmptyArguments = [];
}

internal enum ExchangeType
{
    Fanout,
    Topic,
}

/// <summary>A durable exchange to declare.</summary>
internal sealed record ExchangeShape(string Name, ExchangeType Type);

/// <summary>A binding from an exchange to a queue or to another exchange.</summary>
internal sealed record BindingShape(string Source, string Destination, bool ToExchange, string RoutingKey);

/// <summary>All that one service declares. Pure data: what it says is what `rabbitmqctl` lists.</summary>
internal sealed record TopologyShape(
    IReadOnlyList<ExchangeShape> Exchanges,
    IReadOnlyList<QueueShape> Queues,
    IReadOnlyList<BindingShape> Bindings);
