using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Khronos.Schedules;

namespace Khronos.Replication;

/// <summary>
/// What the stream's records amount to, one after another. Every replica that reads the same records knows the same, also
/// which of them are void: those that a leader wrote without knowing yet that there was another.
/// </summary>
/// <param name="format">The formats that this version reads.</param>
/// <param name="time">The clock that ticks go by.</param>
/// <param name="known">Learns of each leader.</param>
internal sealed class ScheduleLog(LogFormat format, TimeProvider time, KnownEpoch? known = null)
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private HashSet<string>? _inSnapshot;
    private long _snapshotBegan;

    /// <summary>The leader's whose records count now.</summary>
    public long Epoch { get; private set; }

    /// <summary>As of the last checkpoint.</summary>
    public DateTimeOffset? Watermark { get; private set; }

    /// <summary>The last record that was read, of whomever; none before the first.</summary>
    public long? Through { get; private set; }

    /// <summary>Where the newest whole snapshot begins.</summary>
    public long? Snapshot { get; private set; }

    /// <summary>What was written since then.</summary>
    public long BytesSinceSnapshot { get; private set; }

    /// <summary>The size of all documents.</summary>
    public long LiveBytes { get; private set; }

    /// <summary>The format that a record demands of its readers and this one does not know.</summary>
    public int? Unreadable { get; private set; }

    public IReadOnlyCollection<Entry> Entries => _entries.Values;

    /// <summary>The documents that can be read, brought to this version's format.</summary>
    public IReadOnlyList<ScheduleDocument> Documents() => [.. _entries.Values.Select(entry => entry.Read).OfType<ScheduleDocument>()];

    /// <summary>The schedules whose documents cannot be read, with the reasons.</summary>
    public IReadOnlyDictionary<string, string> UnreadableDocuments() =>
        _entries.Values.Where(entry => entry.Read is null)
            .ToDictionary(entry => entry.Name, entry => entry.Trouble!, StringComparer.Ordinal);

    /// <summary>Whether all was read that a token's leader had read, and nobody is known to have led since.</summary>
    public bool IsAsFarAs(LeaseToken token) => Unreadable is null && Epoch == token.Epoch && Through >= token.Through;

    /// <summary>What the log amounts to now, which stays as it is while more is read.</summary>
    public ScheduleLog Copy()
    {
        var copy = new ScheduleLog(format, time)
        {
            Epoch = Epoch,
            Watermark = Watermark,
            Through = Through,
            Snapshot = Snapshot,
            Unreadable = Unreadable,
        };
        foreach (var (name, entry) in _entries)
        {
            copy._entries.Add(name, entry);
        }

        return copy;
    }

    /// <summary>Whether both have the same schedules. The same document written again, as a snapshot does, is the same.</summary>
    public bool HasTheSameSchedules(ScheduleLog other) =>
        _entries.Count == other._entries.Count
        && _entries.Values.All(entry => other._entries.TryGetValue(entry.Name, out var its) && entry.IsAs(its));

    /// <summary>Takes in a record.</summary>
    /// <returns>Whether it counts; <see langword="false"/> when it came after a later leader's.</returns>
    public bool Apply(LogRecord record, long offset, int size)
    {
        BytesSinceSnapshot += size;
        Through = offset;
        // Only one who saw its own lead count writes at all. So a higher epoch counts even where its beginning was dropped.
        if (record.Epoch < Epoch || (record.Epoch == Epoch && record.Kind == LogKind.Lead) || !IsALeaders(record))
        {
            return false;
        }

        if (record.Epoch > Epoch)
        {
            Epoch = record.Epoch;
            known?.Raise(Epoch);
            _inSnapshot = null;
        }

        if (record.Needs > format.Version)
        {
            Unreadable = Math.Max(Unreadable ?? 0, record.Needs);
            return true;
        }

        Take(record, offset, size);
        return true;
    }

    private bool IsALeaders(LogRecord record) =>
        Plausible.IsRecordsEpoch(record.Epoch, Epoch)
        && Plausible.IsFormat(record, format)
        && (record.Watermark is not { } watermark || Plausible.IsWatermark(watermark, time.GetUtcNow()));

    [SuppressMessage("Style", "IDE0010:Add missing cases", Justification = "A later version may have kinds that need not be known.")]
    private void Take(LogRecord record, long offset, int size)
    {
        switch (record.Kind)
        {
            case LogKind.Document when record is { Name: { } name, Document: { } document }:
                Remove(name);
                _entries.Add(name, ReadAhead(new Entry(name, record.Format, record.Needs, document, size)));
                LiveBytes += size;
                _ = _inSnapshot?.Add(name);
                break;
            case LogKind.Tombstone when record.Name is { } name:
                Remove(name);
                break;
            case LogKind.Checkpoint when record.Watermark is { } watermark:
                Watermark = Watermark > watermark ? Watermark : watermark;
                break;
            case LogKind.Snapshot:
                _inSnapshot = new HashSet<string>(StringComparer.Ordinal);
                _snapshotBegan = offset;
                break;
            case LogKind.SnapshotEnd when _inSnapshot is { } inSnapshot:
                EndSnapshot(inSnapshot);
                break;
            default:
                break;
        }
    }

    private void EndSnapshot(HashSet<string> inSnapshot)
    {
        // Where the stream's beginning was dropped, something may have come back that was deleted in that part.
        foreach (var name in _entries.Keys.Except(inSnapshot).ToArray())
        {
            Remove(name);
        }

        Snapshot = _snapshotBegan;
        BytesSinceSnapshot = LiveBytes;
        _inSnapshot = null;
    }

    /// <summary>Reads a document when it comes, so that a takeover finds it read.</summary>
    private Entry ReadAhead(Entry entry)
    {
        try
        {
            return entry with { Read = format.Read(entry.Format, entry.Document).Checked(entry.Name) };
        }
        catch (Exception exception)
        {
            // It stays as it was written: another version may read it. No other schedule suffers by it.
            return entry with { Trouble = exception.Message };
        }
    }

    private void Remove(string name)
    {
        if (_entries.Remove(name, out var entry))
        {
            LiveBytes -= entry.Size;
        }
    }

    /// <summary>A document as it was written, so that a snapshot by an older replica loses nothing of it.</summary>
    internal sealed record Entry(string Name, int Format, int Needs, JsonElement Document, int Size)
    {
        public ScheduleDocument? Read { get; init; }

        /// <summary>Why it cannot be read.</summary>
        public string? Trouble { get; init; }

        public bool IsAs(Entry other) =>
            ReferenceEquals(this, other)
            || (Format == other.Format && Needs == other.Needs && JsonElement.DeepEquals(Document, other.Document));
    }
}
