using Ponos.Transport.RabbitMq;
using RabbitMQ.Client;

namespace Khronos.Replication;

/// <summary>What a replica writes to the lease and the stream, over the channel that holds the lease, each message confirmed.</summary>
internal sealed class ReplicaMessages(ChannelPublisher publisher)
{
    public IChannel Channel => publisher.Channel;

    /// <summary>Completes when the channel is gone, with the reason.</summary>
    public Task<string> Ended => publisher.Ended;

    public static async Task<ReplicaMessages> OpenAsync(LiveConnection live, CancellationToken cancellationToken) =>
        new(await ChannelPublisher.OpenAsync(new PublishingConnection(live), cancellationToken));

    /// <summary>Publishes and awaits the confirm, as long as the channel stands: a broker without a majority takes its time.</summary>
    /// <exception cref="IOException">The channel is gone, or the broker did not take the message.</exception>
    public async Task PublishAsync(string queue, string type, string id, ReadOnlyMemory<byte> body)
    {
        var properties = new BasicProperties
        {
            DeliveryMode = DeliveryModes.Persistent,
            ContentType = "application/json",
            Type = type,
            MessageId = id,
            AppId = "khronos",
        };
        var confirm = await publisher.PublishAsync("", queue, properties, body);
        if (confirm.Kind != ConfirmKind.Taken)
        {
            throw new IOException($"The message was not confirmed: {confirm}.", confirm.Cause);
        }
    }

    public Task CloseAsync() => publisher.CloseAsync();
}
