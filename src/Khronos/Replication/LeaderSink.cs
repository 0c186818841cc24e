using Khronos.Engine;

namespace Khronos.Replication;

/// <summary>Lets ticks through while the lease is proven: looked at before each, since a process may be frozen anywhere.</summary>
internal sealed class LeaderSink(ITickSink sink, RabbitLease lease) : ITickSink
{
    public ValueTask PublishAsync(Tick tick, CancellationToken cancellationToken) =>
        lease.IsHeld ? sink.PublishAsync(tick, cancellationToken) : throw new StandingByException("the lease is not proven");
}
