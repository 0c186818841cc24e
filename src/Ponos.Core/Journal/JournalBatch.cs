namespace Ponos.Journal;

/// <summary>Entries of one process as they are read; <see cref="JournalText"/> writes them.</summary>
internal sealed record JournalBatch
{
    public string? Service { get; init; }

    public string? Instance { get; init; }

    public IReadOnlyList<JournalEntry?>? Entries { get; init; }
}
