namespace Ponos.Transport;

/// <summary>Headers that mean something to a broker: those that it writes, and those that it obeys.</summary>
internal static class BrokerHeaders
{
    private static readonly string[] Written =
    [
        "x-death", "x-delivery-count", "x-acquired-count", "x-return-count", "x-stream-offset", "x-received-from",
    ];

    private static readonly string[] WrittenBeginnings = ["x-first-death-", "x-last-death-", "x-opt-rabbitmq-"];

    /// <summary>Whether a broker wrote it about an earlier way of the message, which a copy has not gone.</summary>
    public static bool IsWritten(string name) =>
        Array.IndexOf(Written, name) >= 0
        || Array.Exists(WrittenBeginnings, beginning => name.StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>Whether a broker routes the message by it, past every address that the sender gave.</summary>
    public static bool Routes(string name) => name is "CC" or "BCC";
}
