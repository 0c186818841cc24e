using System.Text.Json;

namespace Khronos.Replication;

/// <summary>One entry of the stream of schedules.</summary>
internal sealed record LogRecord
{
    /// <summary>The format of the version that wrote it.</summary>
    public required int Format { get; init; }

    /// <summary>The oldest format whose readers understand it: what is only new to them they may pass over.</summary>
    public required int Needs { get; init; }

    public required string Kind { get; init; }

    /// <summary>The writer's epoch. One of an earlier leader counts for nothing.</summary>
    public required long Epoch { get; init; }

    /// <summary>By which its writer knows it again.</summary>
    public required string Id { get; init; }

    /// <summary>The schedule's name, of a document and of a tombstone.</summary>
    public string? Name { get; init; }

    public JsonElement? Document { get; init; }

    /// <summary>Of a checkpoint.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>Who took the lead.</summary>
    public string? Holder { get; init; }

    public static LogRecord New(LogFormat format, long epoch, string kind) =>
        new() { Format = format.Version, Needs = format.Needs, Kind = kind, Epoch = epoch, Id = Guid.NewGuid().ToString("N") };

    public static LogRecord? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ReplicationJsonContext.Default.LogRecord) is { Id: not null, Kind: not null } record
                ? record
                : null;
        }
        catch (Exception)
        {
            // Whoever may publish into the stream can write anything; it must not end who reads it.
            return null;
        }
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ReplicationJsonContext.Default.LogRecord);
}

/// <summary>The kinds of records, as they are written. A reader passes over one that it does not know.</summary>
internal static class LogKind
{
    /// <summary>A new leader begins: what earlier ones write from here on is void.</summary>
    public const string Lead = "lead";

    public const string Document = "document";

    public const string Tombstone = "tombstone";

    /// <summary>All documents follow.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>They were all: whatever was not among them is gone.</summary>
    public const string SnapshotEnd = "snapshot-end";

    public const string Checkpoint = "checkpoint";
}
