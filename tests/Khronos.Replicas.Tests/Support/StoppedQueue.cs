using Ponos.Tests.Support;

namespace Khronos.Replicas.Tests.Support;

/// <summary>A queue or stream whose leader takes and confirms nothing for a while, as if it had none: what is sent to it waits.</summary>
internal static class StoppedQueue
{
    public static Task StopAsync(RabbitBroker broker, string queue) => TellAsync(broker, queue, "suspend");

    public static Task GoOnAsync(RabbitBroker broker, string queue) => TellAsync(broker, queue, "resume");

    private static async Task TellAsync(RabbitBroker broker, string queue, string what)
    {
        var answer = await broker.RabbitMqCtlAsync(
            "eval", $"{{ok, Q}} = rabbit_amqqueue:lookup(rabbit_misc:r(<<\"/\">>, queue, <<\"{queue}\">>)), sys:{what}(amqqueue:get_pid(Q)).");
        Assert.That(answer.Trim(), Is.EqualTo("ok"));
    }
}
