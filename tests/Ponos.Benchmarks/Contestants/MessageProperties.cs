using Ponos.Benchmarks.Jobs;
using RabbitMQ.Client;

namespace Ponos.Benchmarks.Contestants;

/// <summary>
/// What the hand-written programs send with each message: all that the wire contract asks of a publisher in any language.
/// New for each message: the client writes into them.
/// </summary>
internal static class MessageProperties
{
    public static BasicProperties New() => new()
    {
        ContentType = "application/json",
        DeliveryMode = DeliveryModes.Persistent,
        MessageId = Guid.CreateVersion7().ToString(),
        Type = ImageJob.Name,
        AppId = "hand-written",
        Timestamp = new AmqpTimestamp(DateTimeOffset.UtcNow.ToUnixTimeSeconds()),
    };
}
