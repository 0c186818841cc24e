using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Ponos.Transport;

namespace Ponos.Journal;

/// <summary>Reads the journal from a time on, and reads no more JSON than it must: most batches have nothing of one tid.</summary>
internal sealed class JournalReader(ITransport transport, TimeProvider time)
{
    /// <summary>The clocks of processes differ, and a batch is gathered for a moment.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    public async IAsyncEnumerable<JournalEntry> ReadAsync(JournalQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = query.From ?? TimeOf(query.Tid);
        var to = query.To ?? time.GetUtcNow();
        byte[]? wanted = (query.Tid ?? query.Id) is { Length: > 0 } id ? Encoding.UTF8.GetBytes(JsonEncodedText.Encode(id).ToString()) : null;
        await foreach (var message in transport.ReadStreamAsync(JournalTopology.Stream, from - Slack, cancellationToken))
        {
            if (message.At > to + Slack + Slack)
            {
                yield break;
            }

            if (wanted is not null && message.Body.Span.IndexOf(wanted) < 0)
            {
                continue;
            }

            foreach (var entry in EntriesIn(message.Body))
            {
                if (entry.At >= (query.From ?? DateTimeOffset.MinValue) && entry.At <= to && Fits(entry, query))
                {
                    yield return entry;
                }
            }
        }
    }

    /// <summary>The time in a UUID of version 7 (RFC 9562, section 5.7); none in any other text.</summary>
    internal static DateTimeOffset? TimeOf(string? tid)
    {
        if (!Guid.TryParse(tid, out var id) || id.Version != 7)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16);
    }

    /// <summary>What somebody else put into the stream is passed over.</summary>
    private static IReadOnlyList<JournalEntry> EntriesIn(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, JournalJson.Default.JournalBatch)?.Entries ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static bool Fits(JournalEntry entry, JournalQuery query) =>
        (query.Tid is null || entry.Tid == query.Tid)
        && (query.Id is null || entry.Id == query.Id)
        && (query.Service is null || entry.Service == query.Service)
        && (query.Job is null || entry.Job == query.Job)
        && (!query.FailuresOnly || entry.Outcome is not (JobOutcome.Succeeded or JobOutcome.Duplicate));
}
