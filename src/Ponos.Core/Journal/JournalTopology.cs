using Ponos.Topology;

namespace Ponos.Journal;

/// <summary>The stream that the journal is kept in.</summary>
internal static class JournalTopology
{
    public const string Stream = "ponos.journal";

    /// <summary>The name of a message of it.</summary>
    public const string Batch = "ponos.journal.entries";

    /// <summary>Retention drops whole segments, and the broker's own are of 500 MB.</summary>
    private const long SegmentBytes = 50_000_000;

    /// <summary>The stream as whoever is first declares it; one that stands already is taken as it is.</summary>
    public static TopologyShape Shape(TimeSpan maxAge, int maxMegabytes) => new(
        [],
        [
            new QueueShape(Stream, QueueType.Classic)
            {
                Arguments = new Dictionary<string, object>(StringComparer.Ordinal) { ["x-queue-type"] = "stream" },
                Wishes = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["x-max-age"] = $"{(long)Math.Ceiling(maxAge.TotalHours)}h",
                    ["x-max-length-bytes"] = maxMegabytes * 1024L * 1024,
                    ["x-stream-max-segment-size-bytes"] = SegmentBytes,
                },
            },
        ],
        []);
}
