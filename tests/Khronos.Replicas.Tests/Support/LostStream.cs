using Ponos.Tests.Support;

namespace Khronos.Replicas.Tests.Support;

/// <summary>A stream that has no replica which runs: its process is killed, and cannot start while its folder is away.</summary>
internal static class LostStream
{
    /// <summary>RabbitMQ 3.10 has another name for it.</summary>
    private const string DataFolder =
        "case erlang:function_exported(rabbit, data_dir, 0) of true -> rabbit:data_dir(); false -> rabbit_mnesia:dir() end";

    public static Task LoseAsync(RabbitBroker broker, string stream) =>
        TellAsync(
            broker,
            stream,
            "ok = file:rename(Folder, Folder ++ \".away\"), ok = file:write_file(Folder, <<>>), exit(amqqueue:get_pid(Q), kill), ok.");

    public static Task ReturnAsync(RabbitBroker broker, string stream) =>
        TellAsync(broker, stream, "ok = file:delete(Folder), file:rename(Folder ++ \".away\", Folder).");

    private static async Task TellAsync(RabbitBroker broker, string stream, string what)
    {
        var answer = await broker.EvalAsync($"{{ok, Q}} = rabbit_amqqueue:lookup(rabbit_misc:r(<<\"/\">>, queue, <<\"{stream}\">>)), " +
            $"#{{name := Name}} = amqqueue:get_type_state(Q), Folder = filename:join([{DataFolder}, \"stream\", Name]), {what}");
        Assert.That(answer.Trim(), Is.EqualTo("ok"));
    }
}
