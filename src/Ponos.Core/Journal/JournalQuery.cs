namespace Ponos.Journal;

/// <summary>Which entries of the journal are read.</summary>
public sealed record JournalQuery
{
    /// <summary>
    /// Entries of one transaction id. One that carries its time (UUID version 7) is read from there;
    /// <see cref="From"/> is not needed then.
    /// </summary>
    public string? Tid { get; init; }

    /// <summary>From when. Default: the whole journal, or the time in <see cref="Tid"/>.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Up to when. Default: now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Entries of one service.</summary>
    public string? Service { get; init; }

    /// <summary>Entries of one job's name.</summary>
    public string? Job { get; init; }

    /// <summary>Entries of one message id.</summary>
    public string? Id { get; init; }

    /// <summary>Leaves out jobs that succeeded.</summary>
    public bool FailuresOnly { get; init; }
}
