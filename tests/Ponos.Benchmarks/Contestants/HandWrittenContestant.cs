using Ponos.Benchmarks.Jobs;
using RabbitMQ.Client;

namespace Ponos.Benchmarks.Contestants;

/// <summary>
/// A careful program on RabbitMQ.Client alone: persistent messages with ids, confirms, 512 on their way, System.Text.Json,
/// prefetch 100, an acknowledgement after the handler. No schema, no tracing, no inbox. It fails once by going back to the queue.
/// </summary>
/// <param name="broker">The broker's URI.</param>
/// <param name="isRefined">Whether it tracks confirms itself, coalesces acknowledgements and retries in the process.</param>
internal sealed class HandWrittenContestant(string broker, bool isRefined) : IContestant
{
    private const ushort Prefetch = 100;

    public async Task<IJobSender> OpenSenderAsync(QueueType queues)
    {
        var connection = await ConnectAsync();
        return await NewSenderAsync(connection, await DeclareAsync(connection, queues));
    }

    public async Task<IAsyncDisposable> ConsumeAsync(Order order, JobTally tally)
    {
        var connection = await ConnectAsync();
        await StartConsumerAsync(connection, order, tally);
        return new Consuming(connection);
    }

    public async Task<IJobSender> OpenBothAsync(Order order, JobTally tally)
    {
        var connection = await ConnectAsync();
        await StartConsumerAsync(connection, order, tally);
        var publishing = await ConnectAsync();
        var sender = await NewSenderAsync(publishing, await DeclareAsync(publishing, order.Queues));
        return new Both(sender, new Consuming(connection));
    }

    public string QueueOf(QueueType queues) => $"{(isRefined ? "refined" : "hand")}.{queues}";

    private async Task<IConnection> ConnectAsync() => await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();

    private async Task<string> DeclareAsync(IConnection connection, QueueType queues)
    {
        var queue = QueueOf(queues);
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(
            queue,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = queues == QueueType.Quorum ? "quorum" : "classic" });
        return queue;
    }

    private async Task<IJobSender> NewSenderAsync(IConnection connection, string queue)
    {
        var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: !isRefined));
        return isRefined ? new OwnConfirmSender(connection, channel, queue) : new ClientConfirmSender(connection, channel, queue);
    }

    private async Task StartConsumerAsync(IConnection connection, Order order, JobTally tally)
    {
        var queue = await DeclareAsync(connection, order.Queues);
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: false,
            publisherConfirmationTrackingEnabled: false,
            consumerDispatchConcurrency: (ushort)order.Concurrency));
        await channel.BasicQosAsync(0, Prefetch, global: false);
        IAsyncBasicConsumer consumer = !isRefined ? new AckEachConsumer(channel, tally)
            : order.Fails ? new RetryInProcessConsumer(channel, tally)
            : new AckTogetherConsumer(channel, tally);
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
    }

    private sealed class Consuming(IConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            // A quorum queue's channel that is closed at once forgets acknowledgements that it has buffered.
            await Task.Delay(TimeSpan.FromMilliseconds(200));
            await connection.DisposeAsync();
        }
    }

    private sealed class Both(IJobSender sender, Consuming consuming) : IJobSender
    {
        public Task SendAsync(ImageJob job) => sender.SendAsync(job);

        public ValueTask FlushAsync() => sender.FlushAsync();

        public async ValueTask DisposeAsync()
        {
            await sender.DisposeAsync();
            await consuming.DisposeAsync();
        }
    }
}
