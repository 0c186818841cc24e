using RabbitMQ.Client;

namespace Ponos.Faults.Tests.Support;

/// <summary>A publisher that knows nothing of contracts, as a foreign program may be.</summary>
internal sealed class ForeignPublisher : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private ForeignPublisher(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<ForeignPublisher> ConnectAsync(string uri)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync();
        return new ForeignPublisher(connection, await connection.CreateChannelAsync(new CreateChannelOptions(true, true)));
    }

    /// <summary>Puts a body into a queue, and awaits that the broker has taken it.</summary>
    public Task PublishAsync(string queue, string id, ReadOnlyMemory<byte> body) => _channel.BasicPublishAsync(
        "", queue, mandatory: true, new BasicProperties { MessageId = id, DeliveryMode = DeliveryModes.Persistent }, body).AsTask();

    public async Task<uint> CountAsync(string queue) => (await _channel.QueueDeclarePassiveAsync(queue)).MessageCount;

    public Task PurgeAsync(string queue) => _channel.QueuePurgeAsync(queue);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
