namespace Khronos.Replication;

/// <summary>The names and bounds of what replicas share. Tests make them smaller.</summary>
internal sealed record ReplicationSettings
{
    /// <summary>Whose one token elects the leader and holds how far it came.</summary>
    public string LeaseQueue { get; init; } = "khronos.lease";

    /// <summary>The stream of what was decided about schedules.</summary>
    public string Stream { get; init; } = "khronos.schedules";

    /// <summary>A replica whose machine vanished is taken for gone after two to three of these.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How soon after a tick the token says so.</summary>
    public TimeSpan MarkEvery { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How often a token is published at the least. Each one proves that the lease is held, and is too young for
    /// <c>consumer_timeout</c>.
    /// </summary>
    public TimeSpan ProveEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a token, or a record of the stream, may be on its way. The broker may hold this replica for gone, and hand
    /// its tokens to another, though the connection stands.
    /// </summary>
    public TimeSpan TokenDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a replica that was handed the token waits for the stream to have the beginning of its term, before it begins
    /// provisionally with what it read ahead.
    /// </summary>
    public TimeSpan StreamPatience { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How often one that stands by asks whether the token is still there.</summary>
    public TimeSpan AskEvery { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often the watermark goes to the stream as well, for the day on which the token is gone.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the stream may be silent while it is read, before the reading begins again.</summary>
    public TimeSpan ReadDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a node may be without a replica of the stream that runs, before another node is tried. A
    /// provisional term waits longer.
    /// </summary>
    public TimeSpan ReplicaReturns { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often it is asked meanwhile.</summary>
    public TimeSpan AskReplicaEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The broker drops the oldest segments beyond this.</summary>
    public long StreamBytes { get; init; } = 1L << 30;

    public long SegmentBytes { get; init; } = 32L << 20;

    /// <summary>All schedules together. Two snapshots, and what lies between, must fit into the stream with room to spare.</summary>
    public long MaxLiveBytes { get; init; } = 128L << 20;

    /// <summary>A snapshot is due when so much was written since the last one; at the least, as it grows with the schedules.</summary>
    public long SnapshotAfterBytes { get; init; } = 4L << 20;

    /// <summary>
    /// Without a proof for so long, the leader publishes nothing. The broker gives the lease to another no sooner than two
    /// heartbeats after it last heard of the holder.
    /// </summary>
    public TimeSpan ProofLimit => Heartbeat * 1.5;
}
