using Ponos.Topology;
using Ponos.Transport;

namespace Khronos.Replication;

/// <summary>The service's transport, whose queues are consumed by the leader only: schedules have one writer.</summary>
internal sealed class LeaderTransport(ITransport transport, LeaderGate gate) : ITransport
{
    public string Description => transport.Description;

    public TransportHealth Health => transport.Health;

    public Task DeclareAsync(TopologyShape topology, CancellationToken cancellationToken) =>
        transport.DeclareAsync(topology, cancellationToken);

    public Task<bool> RemoveUnusedAsync(string exchange, CancellationToken cancellationToken) =>
        transport.RemoveUnusedAsync(exchange, cancellationToken);

    public ValueTask SendAsync(OutgoingJob job, CancellationToken cancellationToken) => transport.SendAsync(job, cancellationToken);

    public Task<IReceiver> ReceiveAsync(
        string queue, ReceiveLimits limits, Action<Delivery> deliver, CancellationToken cancellationToken) =>
        Task.FromResult<IReceiver>(new LeaderReceiver(gate, stop => transport.ReceiveAsync(queue, limits, deliver, stop)));

    public IAsyncEnumerable<StreamMessage> ReadStreamAsync(string stream, DateTimeOffset? from, CancellationToken cancellationToken) =>
        transport.ReadStreamAsync(stream, from, cancellationToken);

    public Task<IQueueReader?> ReadAsync(string queue, CancellationToken cancellationToken) =>
        transport.ReadAsync(queue, cancellationToken);

    public ValueTask DisposeAsync() => transport.DisposeAsync();
}
