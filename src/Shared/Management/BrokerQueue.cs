using System.Text.Json;

namespace Ponos.Management;

/// <summary>A queue as the broker's management lists it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>quorum</c>, <c>classic</c> or <c>stream</c>.</param>
/// <param name="IsExclusive">Whether it belongs to one connection.</param>
/// <param name="Ready">Jobs that are ready, as counted some seconds ago; none before the first count.</param>
/// <param name="Unacknowledged">Jobs in hand, as counted some seconds ago.</param>
/// <param name="Consumers">Who consumes it.</param>
/// <param name="Arguments">What it was declared with.</param>
internal sealed record BrokerQueue(
    string Name,
    string Type,
    bool IsExclusive,
    long? Ready,
    long? Unacknowledged,
    int? Consumers,
    JsonElement? Arguments)
{
    public static BrokerQueue Read(JsonElement queue) => new(
        queue.Text("name") ?? "",
        queue.Text("type") ?? "classic",
        queue.Truth("exclusive"),
        queue.Number("messages_ready"),
        queue.Number("messages_unacknowledged"),
        (int?)queue.Number("consumers"),
        queue.Member("arguments"));

    /// <summary>A number that the queue was declared with.</summary>
    public long? ArgumentNumber(string name) => Arguments?.Number(name);

    /// <summary>A text that the queue was declared with.</summary>
    public string? ArgumentText(string name) => Arguments?.Text(name);
}
