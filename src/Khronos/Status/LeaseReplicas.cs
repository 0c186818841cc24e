using Khronos.Replication;

namespace Khronos.Status;

/// <summary>
/// Replicas with a lease, as one of them knows them. The leader hears who stands by; one that stands by is told nothing
/// by the queue, so it names neither the leader nor any other.
/// </summary>
internal sealed class LeaseReplicas(RabbitLease lease) : IReplicaView
{
    public ReplicaStatus Read()
    {
        var standing = lease.Standing;
        return standing.IsLeading
            ? new ReplicaStatus(
                lease.IsHeld ? "leading" : "behind",
                lease.Holder,
                lease.Holder,
                [lease.Holder, .. lease.StandingBy.Where(other => other != lease.Holder)],
                standing.Epoch,
                lease.Watermark,
                standing.Trouble)
            : new ReplicaStatus("standing by", lease.Holder, null, [lease.Holder], null, lease.Watermark, standing.Trouble);
    }
}
