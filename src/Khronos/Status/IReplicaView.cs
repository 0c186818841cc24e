namespace Khronos.Status;

/// <summary>What the status tells of this replica and of the others. Whatever elects the leader supplies it.</summary>
internal interface IReplicaView
{
    /// <summary>How it is at this moment; cheap, and asked from any thread.</summary>
    ReplicaStatus Read();
}

/// <summary>Which replica keeps the time, as far as this one knows.</summary>
/// <param name="Role">
/// Of this replica: <c>single</c>, <c>leading</c>, <c>standing by</c>, or <c>behind</c>: it leads, and publishes nothing
/// while the broker does not confirm that.
/// </param>
/// <param name="Replica">This replica.</param>
/// <param name="Leader">The replica that keeps the time, where that is known.</param>
/// <param name="Replicas">Every replica that is known.</param>
/// <param name="Epoch">The number of the leader's term, where there are terms.</param>
/// <param name="Watermark">Up to where every tick is published, as far as this replica knows.</param>
/// <param name="Trouble">Why it can neither lead nor stand by, while it cannot.</param>
internal sealed record ReplicaStatus(
    string Role, string Replica, string? Leader, IReadOnlyList<string> Replicas, long? Epoch, DateTimeOffset? Watermark, string? Trouble = null);
