using Ponos.Tests.Support;

namespace Khronos.Replicas.Tests.Support;

/// <summary>A stream that has no replica which runs: its process is killed, and cannot start while its folder is away.</summary>
internal static class LostStream
{
    public static Task LoseAsync(RabbitBroker broker, string stream) =>
        TellAsync(broker, stream, "ok = file:rename(Folder, Folder ++ \".away\"), ok = file:write_file(Folder, <<>>), exit(amqqueue:get_pid(Q), kill), ok.");

    public static Task ReturnAsync(RabbitBroker broker, string stream) =>
        TellAsync(broker, stream, "ok = file:delete(Folder), file:rename(Folder ++ \".away\", Folder).");

    private static async Task TellAsync(RabbitBroker broker, string stream, string what)
    {
        var answer = await broker.RabbitMqCtlAsync(
            "eval",
            $"{{ok, Q}} = rabbit_amqqueue:lookup(rabbit_misc:r(<<\"/\">>, queue, <<\"{stream}\">>)), " +
            $"#{{name := Name}} = amqqueue:get_type_state(Q), Folder = filename:join([rabbit:data_dir(), \"stream\", Name]), {what}");
        Assert.That(answer.Trim(), Is.EqualTo("ok"));
    }
}
