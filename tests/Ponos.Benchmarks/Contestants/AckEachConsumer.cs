using System.Text.Json;
using Ponos.Benchmarks.Jobs;
using RabbitMQ.Client;

namespace Ponos.Benchmarks.Contestants;

/// <summary>One acknowledgement for each message; one that failed goes back to the queue.</summary>
internal sealed class AckEachConsumer(IChannel channel, JobTally tally) : AsyncDefaultBasicConsumer(channel)
{
    public override async Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        try
        {
            var job = JsonSerializer.Deserialize(body.Span, ImageJson.Default.ImageJob)!;
            await tally.HandleAsync(job, isFirst: !redelivered);
            await Channel.BasicAckAsync(deliveryTag, multiple: false, cancellationToken);
        }
        catch (IOException)
        {
            await Channel.BasicNackAsync(deliveryTag, multiple: false, requeue: true, cancellationToken);
        }
    }
}
