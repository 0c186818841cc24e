namespace Ponos.Topology;

/// <summary>What all our quorum queues have in common.</summary>
internal static class QuorumArguments
{
    public const string DeliveryLimit = "x-delivery-limit";

    public const string DisconnectedTimeout = "x-consumer-disconnected-timeout";

    /// <summary>
    /// The broker counts returns, of which a job is innocent: orderly stops, looks at dead jobs, the crash of another.
    /// RabbitMQ 4 drops after 20 where no limit is set, and 3.x knows no word for "none": a number that nobody reaches
    /// works on both.
    /// </summary>
    public const int Unlimited = 1_000_000_000;

    /// <summary>
    /// How long RabbitMQ 4.3 keeps jobs, or the place of the single active consumer, for a consumer whose node is gone; 60 s
    /// unless it is told. Connections are lost anyway when their heartbeat is.
    /// </summary>
    public static IReadOnlyDictionary<string, object> FailOver(TimeSpan after) =>
        new Dictionary<string, object>(StringComparer.Ordinal) { [DisconnectedTimeout] = (long)after.TotalMilliseconds };
}
