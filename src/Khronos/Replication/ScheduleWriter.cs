using Khronos.Schedules;
using Khronos.State;

namespace Khronos.Replication;

/// <summary>What a leader decides, as it goes to the stream: one after another, and the term is over where one does not count.</summary>
#pragma warning disable CA1001 // The semaphore holds no handle, and whoever still waits on it must be able to.
internal sealed class ScheduleWriter(ReplicationSettings settings, LogFormat format, Lead lead, ReplicaTerm term)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _writing = new(1);

    public ScheduleStream Stream => lead.Stream;

    public Task KeepAsync(ScheduleDocument document, CancellationToken cancellationToken) =>
        WriteAsync(NewRecord(LogKind.Document) with { Name = document.Name, Document = LogFormat.Write(document) }, cancellationToken);

    public Task ForgetAsync(string name, CancellationToken cancellationToken) =>
        WriteAsync(NewRecord(LogKind.Tombstone) with { Name = name }, cancellationToken);

    public Task CheckpointAsync(DateTimeOffset? watermark, CancellationToken cancellationToken) =>
        WriteAsync(NewRecord(LogKind.Checkpoint) with { Watermark = watermark }, cancellationToken);

    private async Task WriteAsync(LogRecord record, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (record.Kind == LogKind.Document && Stream.Look(log => log.LiveBytes) > settings.MaxLiveBytes)
            {
                throw new ScheduleRefusedException(
                    [$"Khronos is full: its schedules take {settings.MaxLiveBytes >> 20} MiB. Delete some, or send smaller payloads."]);
            }

            await AppendAsync([record]);
            if (Stream.Look(log => log.BytesSinceSnapshot > Math.Max(settings.SnapshotAfterBytes, 3 * log.LiveBytes)))
            {
                await AppendAsync(Snapshot());
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    private List<LogRecord> Snapshot() =>
    [
        NewRecord(LogKind.Snapshot),
        NewRecord(LogKind.Checkpoint) with { Watermark = term.Watermark },
        // As they were written: what a newer replica knows more must not be lost by an older one's snapshot.
        .. Stream.Look(log => log.Entries.Select(entry => NewRecord(LogKind.Document) with
        {
            Format = entry.Format,
            Needs = entry.Needs,
            Name = entry.Name,
            Document = entry.Document,
        }).ToArray()),
        NewRecord(LogKind.SnapshotEnd),
    ];

    private async Task AppendAsync(IReadOnlyList<LogRecord> records)
    {
        bool counts;
        try
        {
            counts = !term.Ended.IsCompleted && await Stream.AppendAsync(records);
        }
        catch (IOException exception)
        {
            term.End(exception.Message);
            throw new StandingByException(exception.Message);
        }

        if (!counts)
        {
            term.End("another leader began");
            throw new StandingByException(term.Reason);
        }
    }

    private LogRecord NewRecord(string kind) => LogRecord.New(format, lead.Epoch, kind);
}
