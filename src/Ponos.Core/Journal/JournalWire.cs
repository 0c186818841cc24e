using System.Buffers;
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

    /// <summary>Writes entries of one process.</summary>
    /// <param name="entries">What became of jobs.</param>
    /// <param name="text">Where they are written before they are packed; cleared, and to be used again.</param>
    /// <param name="now">When the batch is sent.</param>
    public static OutgoingJob Write(IReadOnlyList<JournalEntry> entries, ArrayBufferWriter<byte> text, DateTimeOffset now)
    {
        text.ResetWrittenCount();
        JournalText.Write(entries, text);
        var packed = new MemoryStream(text.WrittenCount / 4);
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(text.WrittenSpan);
        }

        return new OutgoingJob
        {
            Address = JobAddress.Queue(JournalTopology.Stream),
            Name = JournalTopology.Batch,
            Type = JournalTopology.Batch,
            Body = packed.GetBuffer().AsMemory(0, (int)packed.Length),
            MessageId = UniqueId.Ordered(now).ToString(),
            AppId = entries[0].Service,
            Timestamp = now,
            Properties = Properties,
            Headers = new Dictionary<string, object?>(StringComparer.Ordinal) { [Ids] = FilterOf(entries) },
        };
    }

    /// <summary>Whether an entry of that id or tid may be in it.</summary>
    public static bool MayHold(in StreamMessage message, string id) =>
        message.Headers?.TryGetValue(Ids, out var filter) != true
        || filter is not byte[] { Length: > 0 } bits
        || IdFilter.MayHold(bits, id);

    /// <summary>Reads a batch; what somebody else put into the stream is passed over.</summary>
    /// <param name="message">The batch.</param>
    /// <param name="text">Where it is unpacked to; cleared, and to be used again.</param>
    public static IReadOnlyList<JournalEntry> Read(in StreamMessage message, ArrayBufferWriter<byte> text)
    {
        try
        {
            text.ResetWrittenCount();
            using var gzip = new GZipStream(new MemoryStream(message.Body.ToArray(), writable: false), CompressionMode.Decompress);
            while (gzip.Read(text.GetSpan()) is > 0 and var read)
            {
                text.Advance(read);
                if (text.WrittenCount > MostUnpacked)
                {
                    return [];
                }
            }

            // Whoever wrote it may have written null where an entry belongs; and what is left out is null, whatever its default.
            return JsonSerializer.Deserialize(text.WrittenSpan, JournalJson.Default.JournalBatch) is { Entries: { } entries } batch
                ? [.. entries.OfType<JournalEntry>().Select(entry => entry with
                {
                    Service = batch.Service ?? "",
                    Instance = batch.Instance ?? "",
                    Pointers = [.. (entry.Pointers ?? []).OfType<string>()],
                })]
                : [];
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            return [];
        }
    }

    private static byte[] FilterOf(IReadOnlyList<JournalEntry> entries)
    {
        var filter = IdFilter.For(entries.Count * 2);
        foreach (var entry in entries)
        {
            if (entry.Id is { } id)
            {
                IdFilter.Add(filter, id);
            }

            if (entry.Tid is { } tid)
            {
                IdFilter.Add(filter, tid);
            }
        }

        return filter;
    }
}
