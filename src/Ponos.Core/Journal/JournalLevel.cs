namespace Ponos.Journal;

/// <summary>Which jobs are entered in the journal.</summary>
public enum JournalLevel
{
    /// <summary>None.</summary>
    Off,

    /// <summary>Those that did not succeed.</summary>
    Failures,

    /// <summary>All.</summary>
    All,
}
