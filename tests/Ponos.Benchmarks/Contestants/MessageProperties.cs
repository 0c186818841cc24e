using RabbitMQ.Client;

namespace Ponos.Benchmarks.Contestants;

/// <summary>What the hand-written programs send with each message. New for each: the client writes into them.</summary>
internal static class MessageProperties
{
    public static BasicProperties New() => new()
    {
        ContentType = "application/json",
        DeliveryMode = DeliveryModes.Persistent,
        MessageId = Guid.CreateVersion7().ToString(),
    };
}
