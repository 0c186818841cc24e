namespace Ponos.Journal;

/// <summary>Entries as they lie in the stream: one message for all that a process gathered.</summary>
internal sealed record JournalBatch
{
    public required IReadOnlyList<JournalEntry> Entries { get; init; }
}
