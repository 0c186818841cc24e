using Ponos.Tests.Support;
using RabbitMQ.Client;

namespace Khronos.Replicas.Tests.Support;

/// <summary>A queue or stream whose leader takes and confirms nothing for a while, as if it had none: what is sent to it waits.</summary>
internal static class StoppedQueue
{
    public static Task StopAsync(RabbitBroker broker, string queue) => TellAsync(broker, queue, "suspend");

    public static Task GoOnAsync(RabbitBroker broker, string queue) => TellAsync(broker, queue, "resume");

    /// <summary>Sends a message that is there for the queue to take when it goes on: nothing is confirmed now.</summary>
    public static async Task SendAsync(RabbitBroker broker, string queue, byte[] body)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Uri) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicPublishAsync("", queue, mandatory: true, body);
        // A channel does one thing after another: what is answered behind it has left it behind.
        _ = await channel.QueueDeclareAsync();
    }

    private static async Task TellAsync(RabbitBroker broker, string queue, string what)
    {
        var answer = await broker.EvalAsync(
            $"{{ok, Q}} = rabbit_amqqueue:lookup(rabbit_misc:r(<<\"/\">>, queue, <<\"{queue}\">>)), sys:{what}(amqqueue:get_pid(Q)).");
        Assert.That(answer.Trim(), Is.EqualTo("ok"));
    }
}
