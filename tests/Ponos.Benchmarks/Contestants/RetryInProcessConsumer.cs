using System.Text.Json;
using Ponos.Benchmarks.Jobs;
using RabbitMQ.Client;

namespace Ponos.Benchmarks.Contestants;

/// <summary>One acknowledgement for each message; one that failed is tried again at once, in the process.</summary>
internal sealed class RetryInProcessConsumer(IChannel channel, JobTally tally) : AsyncDefaultBasicConsumer(channel)
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
        var job = JsonSerializer.Deserialize(body.Span, ImageJson.Default.ImageJob)!;
        try
        {
            await tally.HandleAsync(job, isFirst: true);
        }
        catch (IOException)
        {
            await tally.HandleAsync(job, isFirst: false);
        }

        await Channel.BasicAckAsync(deliveryTag, multiple: false, cancellationToken);
    }
}
