using Ponos.Topology;

namespace Ponos.Control;

/// <summary>
/// What questions, orders and answers go through: an exchange each, so that the broker's permissions tell apart who may ask,
/// who may give orders, and who answers.
/// </summary>
internal static class ControlTopology
{
    public const string Questions = "ponos.control";
    public const string Orders = "ponos.control.orders";
    public const string Answers = "ponos.control.answers";

    /// <summary>The key of a question to everybody.</summary>
    public const string Everybody = "all";

    /// <summary>What the queue of each process and of each operator begins with.</summary>
    public const string QueuePrefix = "ponos.control.";

    private const string AnswerPrefix = "answer.";

    /// <summary>A queue that lives as long as the process, for what is asked of all, of the service and of the process.</summary>
    public static TopologyShape OfProcess(string service, string instance)
    {
        var queue = $"{QueuePrefix}{service}.{instance}";
        var keys = new[] { Everybody, service, KeyOf(service, instance) };
        return new TopologyShape(
            Exchanges,
            [Queue(queue)],
            [.. keys.Select(key => Binding(Questions, queue, key)), .. keys.Select(key => Binding(Orders, queue, key))]);
    }

    /// <summary>A queue that lives as long as the operator, for what is answered to it.</summary>
    public static TopologyShape OfOperator(string word)
    {
        var queue = $"{QueuePrefix}operator.{word}";
        return new TopologyShape(Exchanges, [Queue(queue)], [Binding(Answers, queue, AnswerKey(word))]);
    }

    public static string KeyOf(string service, string? instance) => instance is null ? service : $"{service}.{instance}";

    /// <summary>The key of what is answered to an operator, which it gives as <c>reply_to</c>.</summary>
    public static string AnswerKey(string word) => AnswerPrefix + word;

    /// <summary>Whether somebody may be answered under that key.</summary>
    public static bool IsAnswerKey(string? key) =>
        key is { Length: > 7 and <= 64 } && key.StartsWith(AnswerPrefix, StringComparison.Ordinal) && JobName.IsName(key);

    private static ExchangeShape[] Exchanges =>
        [new(Questions, ExchangeType.Topic), new(Orders, ExchangeType.Topic), new(Answers, ExchangeType.Topic)];

    private static QueueShape Queue(string name) => new(name, QueueType.Classic) { Transient = true };

    private static BindingShape Binding(string source, string queue, string key) => new(source, queue, ToExchange: false, key);
}
