using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Ponos.Transport;

namespace Ponos.Journal;

/// <summary>Reads the journal from a time on, and unpacks no more than it must: most batches have nothing of one tid.</summary>
internal sealed class JournalReader(ITransport transport, TimeProvider time)
{
    /// <summary>The clocks of processes differ, and a batch is gathered for a moment.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    public async IAsyncEnumerable<JournalEntry> ReadAsync(JournalQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = query.From ?? TimeOf(query.Tid);
        var to = query.To ?? time.GetUtcNow();
        var text = new ArrayBufferWriter<byte>();
        await foreach (var message in transport.ReadStreamAsync(JournalTopology.Stream, from - Slack, cancellationToken))
        {
            if (message.At > to + Slack + Slack)
            {
                yield break;
            }

            if ((query.Tid ?? query.Id) is { } id && !JournalWire.MayHold(message, id))
            {
                continue;
            }

            foreach (var entry in JournalWire.Read(message, text))
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

    private static bool Fits(JournalEntry entry, JournalQuery query) =>
        (query.Tid is null || entry.Tid == query.Tid)
        && (query.Id is null || entry.Id == query.Id)
        && (query.Service is null || entry.Service == query.Service)
        && (query.Job is null || entry.Job == query.Job)
        && (!query.FailuresOnly || entry.Outcome is not (JobOutcome.Succeeded or JobOutcome.Duplicate));
}
