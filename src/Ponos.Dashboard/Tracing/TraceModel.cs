using Ponos.Journal;

namespace Ponos.Dashboard.Tracing;

/// <summary>What the page of a transaction shows.</summary>
internal sealed record TraceModel
{
    public string Tid { get; init; } = "";

    /// <summary>From when the journal is read, as it was written.</summary>
    public string From { get; init; } = "";

    public IReadOnlyList<JournalEntry> Entries { get; init; } = [];

    public TraceTree? Tree { get; init; }

    /// <summary>Why it may not be all; <see langword="null"/> where it is.</summary>
    public string? Limit { get; init; }

    /// <summary>The latest jobs that did not succeed, where no transaction is named.</summary>
    public IReadOnlyList<JournalEntry> Failures { get; init; } = [];
}
