using System.Globalization;
using Ponos.Topology;

namespace Ponos.Transport.InMemory;

/// <summary>The arguments of a queue that the embedded broker honours, read once.</summary>
internal sealed class QueueArguments
{
    public QueueArguments(QueueShape shape)
    {
        MaxLength = Number(shape, "x-max-length") ?? long.MaxValue;
        RejectWhenFull = Text(shape, "x-overflow") == "reject-publish";
        SingleActiveConsumer = shape.Arguments.TryGetValue("x-single-active-consumer", out var single) && single is true;
        DeliveryLimit = Number(shape, "x-delivery-limit") ?? long.MaxValue;
        DeadLetterExchange = Text(shape, "x-dead-letter-exchange");
        DeadLetterRoutingKey = Text(shape, "x-dead-letter-routing-key");
    }

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

    private static string? Text(QueueShape shape, string argument) =>
        shape.Arguments.TryGetValue(argument, out var value) ? value as string : null;

    private static long? Number(QueueShape shape, string argument) =>
        shape.Arguments.TryGetValue(argument, out var value) && value is not string
            ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
            : null;
}
