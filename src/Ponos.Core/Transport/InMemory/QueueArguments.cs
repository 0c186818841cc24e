using System.Globalization;
using Ponos.Topology;

namespace Ponos.Transport.InMemory;

/// <summary>The arguments of a queue that the embedded broker honours, read once.</summary>
internal sealed class QueueArguments
{
    /// <summary>What a quorum queue of RabbitMQ 4.3 has without being asked.</summary>
    private const int PrioritiesOfQuorum = 32;

    /// <summary>What a quorum queue takes a job for that says nothing. A classic queue takes it for the lowest.</summary>
    private const int UnsaidInQuorum = 4;

    /// <summary>A stream keeps its newest.</summary>
    private const long MostInAStream = 10_000;

    private readonly int _unsaid;

    public QueueArguments(QueueShape shape)
    {
        (Priorities, _unsaid) = shape.Type == QueueType.Quorum
            ? (PrioritiesOfQuorum, UnsaidInQuorum)
            : ((int)(Number(shape, "x-max-priority") ?? 0) + 1, 0);
        MaxLength = Text(shape, "x-queue-type") == "stream" ? MostInAStream : Number(shape, "x-max-length") ?? long.MaxValue;
        RejectWhenFull = Text(shape, "x-overflow") == "reject-publish";
        SingleActiveConsumer = shape.Arguments.TryGetValue("x-single-active-consumer", out var single) && single is true;
        DeliveryLimit = Number(shape, "x-delivery-limit") ?? long.MaxValue;
        DeadLetterExchange = Text(shape, "x-dead-letter-exchange");
        DeadLetterRoutingKey = Text(shape, "x-dead-letter-routing-key");
    }

    /// <summary>How many priorities it tells apart, from 0.</summary>
    public int Priorities { get; }

    /// <summary>How many jobs may be ready.</summary>
    public long MaxLength { get; }

    /// <summary>Whether a full queue refuses new jobs; otherwise it drops its oldest.</summary>
    public bool RejectWhenFull { get; }

    public bool SingleActiveConsumer { get; }

    /// <summary>How many times a job may be lost with a transport and be handed out again.</summary>
    public long DeliveryLimit { get; }

    /// <summary>Where given-up jobs go; empty is the default exchange, <see langword="null"/> is nowhere.</summary>
    public string? DeadLetterExchange { get; }

    public string? DeadLetterRoutingKey { get; }

    /// <summary>The priority that a job has in this queue.</summary>
    public int PriorityOf(byte? said) => Math.Min(said ?? _unsaid, Priorities - 1);

    private static string? Text(QueueShape shape, string argument) =>
        shape.Arguments.TryGetValue(argument, out var value) ? value as string : null;

    private static long? Number(QueueShape shape, string argument) =>
        shape.Arguments.TryGetValue(argument, out var value) && value is not string
            ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
            : null;
}
