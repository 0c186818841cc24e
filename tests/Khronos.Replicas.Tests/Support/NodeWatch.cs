using System.Text.Json;
using Ponos.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Khronos.Replicas.Tests.Support;

/// <summary>
/// Hears the ticks that a replica sends by way of one node, in a queue that lives on that node alone: one that needs no majority
/// to be told of what no majority has.
/// </summary>
internal sealed class NodeWatch : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { TypeInfoResolver = KhronosJson.TypeInfoResolver };

    private readonly Lock _lock = new();
    private readonly List<TimePassed> _ticks = [];
    private readonly IConnection _connection;

    private NodeWatch(IConnection connection) => _connection = connection;

    /// <summary>What was heard so far.</summary>
    public IReadOnlyList<TimePassed> Ticks
    {
        get
        {
            lock (_lock)
            {
                return [.. _ticks];
            }
        }
    }

    public static async Task<NodeWatch> StartAsync(RabbitBroker node, params string[] schedules)
    {
        var watch = new NodeWatch(await new ConnectionFactory { Uri = new Uri(node.Uri) }.CreateConnectionAsync());
        var channel = await watch._connection.CreateChannelAsync();
        var queue = await channel.QueueDeclareAsync();
        foreach (var schedule in schedules)
        {
            await channel.QueueBindAsync(queue.QueueName, TimeEvents.Of(schedule), "#");
        }

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            watch.Hear(message.Body);
            return Task.CompletedTask;
        };
        _ = await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return watch;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void Hear(ReadOnlyMemory<byte> body)
    {
        var tick = JsonSerializer.Deserialize<TimePassed>(body.Span, Web)!;
        lock (_lock)
        {
            _ticks.Add(tick);
        }
    }
}
