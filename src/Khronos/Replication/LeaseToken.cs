using System.Text.Json;
using System.Text.Json.Serialization;

namespace Khronos.Replication;

/// <summary>
/// What the lease's queue holds. Of two, the one with the higher epoch, then the higher watermark, counts; the other one is
/// acked away. Epoch 0 is a question: whoever leads acks it away, and where nobody leads it is a first token.
/// </summary>
internal sealed record LeaseToken : IComparable<LeaseToken>
{
    public required string Id { get; init; }

    /// <summary>Rises with each leader.</summary>
    public long Epoch { get; init; }

    /// <summary>Every tick up to here is published.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>Tells two tokens of one watermark apart.</summary>
    public long Sequence { get; init; }

    /// <summary>Where in the stream the newest whole snapshot begins; none before the first.</summary>
    public long? Snapshot { get; init; }

    /// <summary>The last record of the stream that its leader had read; none of an earlier Khronos.</summary>
    public long? Through { get; init; }

    /// <summary>Who published it, for people who look into the queue.</summary>
    public string? Holder { get; init; }

    [JsonIgnore]
    public bool IsQuestion => Epoch == 0;

    public static LeaseToken Question(string holder) => new() { Id = Guid.NewGuid().ToString("N"), Holder = holder };

    /// <summary>The token in a message; <see langword="null"/> where it is none.</summary>
    public static LeaseToken? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ReplicationJsonContext.Default.LeaseToken) is { Id: not null, Epoch: >= 0 } token
                ? token
                : null;
        }
        catch (Exception)
        {
            // Whoever may publish into the queue can write anything; it must not end who reads it.
            return null;
        }
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ReplicationJsonContext.Default.LeaseToken);

    public int CompareTo(LeaseToken? other) => other is null
        ? 1
        : (Epoch, Watermark ?? DateTimeOffset.MinValue, Sequence)
            .CompareTo((other.Epoch, other.Watermark ?? DateTimeOffset.MinValue, other.Sequence));
}
