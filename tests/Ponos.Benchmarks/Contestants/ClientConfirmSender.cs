using System.Text.Json;
using Ponos.Benchmarks.Jobs;
using RabbitMQ.Client;

namespace Ponos.Benchmarks.Contestants;

/// <summary>Publishes with the client's own confirm tracking.</summary>
internal sealed class ClientConfirmSender(IConnection connection, IChannel channel, string queue) : IJobSender
{
    public Task SendAsync(ImageJob job) => channel.BasicPublishAsync(
        "",
        queue,
        mandatory: true,
        MessageProperties.New(),
        JsonSerializer.SerializeToUtf8Bytes(StampedJob.Of(job), ImageJson.Default.StampedJob)).AsTask();

    public ValueTask FlushAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
