namespace Khronos.Replication;

/// <summary>
/// What no leader writes. Whoever may write to the lease's queue or the stream can still pretend to be one; but what nobody
/// could go on from must not be taken in, or it would stop all replicas for good.
/// </summary>
internal static class Plausible
{
    /// <summary>Where nothing is known yet, an epoch may be of any age; there must be room above it.</summary>
    private const long MaxEpoch = 1L << 53;

    /// <summary>Formats of so many versions ahead there are not.</summary>
    private const int FormatsAhead = 10;

    /// <summary>No clock of a leader is so far ahead, and what it published with one that is would better come again.</summary>
    private static readonly TimeSpan ClocksApart = TimeSpan.FromDays(1);

    /// <summary>Whether a token can be of this epoch, where the latest that the stream tells of is another; 0 for none.</summary>
    public static bool IsTokensEpoch(long epoch, long known) => epoch >= 0 && epoch <= (known == 0 ? MaxEpoch : known + 1);

    /// <summary>Whether a leader of this epoch can have begun: it goes on from its token's.</summary>
    public static bool IsRecordsEpoch(long epoch, long known) => epoch >= 0 && epoch <= (known == 0 ? MaxEpoch + 1 : known + 2);

    public static bool IsWatermark(DateTimeOffset watermark, DateTimeOffset now) => watermark <= now + ClocksApart;

    /// <summary>Whether there can be readers of the version that a record needs, and of the one that wrote it.</summary>
    public static bool IsFormat(LogRecord record, LogFormat mine) =>
        record.Needs >= 1 && record.Needs <= record.Format && record.Format <= mine.Version + FormatsAhead;
}
