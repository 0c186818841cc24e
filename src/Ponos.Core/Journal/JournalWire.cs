using System.IO.Compression;
using System.Text.Json;
using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Journal;

/// <summary>A batch of entries as a message: JSON, packed with gzip, and a header that tells which ids may be in it.</summary>
internal static class JournalWire
{
    /// <summary>The header with the <see cref="IdFilter"/>. A batch without it is unpacked to see.</summary>
    private const string Ids = "ponos-ids";

    /// <summary>No batch of ours comes near it. Who may publish into the stream could pack a million times as much as they send.</summary>
    private const int MostUnpacked = 16 << 20;

    private static readonly MessageProperties Properties = new() { ContentType = MessageProperties.Json, ContentEncoding = "gzip" };

    public static OutgoingJob Write(IReadOnlyList<JournalEntry> entries, string service, DateTimeOffset now)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(gzip, new JournalBatch { Entries = entries }, JournalJson.Default.JournalBatch);
        }

        return new OutgoingJob
        {
            Address = JobAddress.Queue(JournalTopology.Stream),
            Name = JournalTopology.Batch,
            Type = JournalTopology.Batch,
            Body = packed.GetBuffer().AsMemory(0, (int)packed.Length),
            MessageId = UniqueId.Ordered(now).ToString(),
            AppId = service,
            Timestamp = now,
            Properties = Properties,
            Headers = new Dictionary<string, object?>(StringComparer.Ordinal) { [Ids] = IdFilter.Of(IdsOf(entries)) },
        };
    }

    /// <summary>Whether an entry of that id or tid may be in it.</summary>
    public static bool MayHold(in StreamMessage message, string id) =>
        message.Headers?.TryGetValue(Ids, out var filter) != true || filter is not byte[] { Length: > 0 } bits || IdFilter.MayHold(bits, id);

    /// <summary>What somebody else put into the stream is passed over.</summary>
    public static IReadOnlyList<JournalEntry> Read(in StreamMessage message)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(message.Body.ToArray(), writable: false), CompressionMode.Decompress);
            using var unpacked = new BoundedReading(gzip, MostUnpacked);
            // Whoever wrote it may have written null where an entry belongs.
            return JsonSerializer.Deserialize(unpacked, JournalJson.Default.JournalBatch)?.Entries is { } entries ? [.. entries.OfType<JournalEntry>()] : [];
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            return [];
        }
    }

    private static HashSet<string> IdsOf(IReadOnlyList<JournalEntry> entries)
    {
        var ids = new HashSet<string>(entries.Count * 2, StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            Add(entry.Id);
            Add(entry.Tid);
        }

        return ids;

        void Add(string? id)
        {
            if (id is not null)
            {
                ids.Add(id);
            }
        }
    }

    /// <summary>Reads no more than so many bytes of another stream.</summary>
    private sealed class BoundedReading(Stream source, int most) : Stream
    {
        private int _left = most;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = source.Read(buffer);
            _left -= read;
            return _left >= 0 ? read : throw new InvalidDataException("A batch of the journal is larger than any of ours.");
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
