using Ponos.Topology;
using Ponos.Transport;

namespace Khronos.Replication;

/// <summary>The service's transport, whose queues are consumed by the leader only: schedules have one writer.</summary>
internal sealed class LeaderTransport(ITransport transport, LeaderGate gate) : ITransport
{
    /// <summary>What it stands in front of.</summary>
    public ITransport Broker => transport;

    public string Description => transport.Description;

    public TransportHealth Health => transport.Health;

    public Task DeclareAsync(TopologyShape topology, CancellationToken cancellationToken) => transport.DeclareAsync(topology, cancellationToken);

    public ValueTask SendAsync(OutgoingJob job, CancellationToken cancellationToken) => transport.SendAsync(job, cancellationToken);

    public Task<IReceiver> ReceiveAsync(string queue, ReceiveLimits limits, Action<Delivery> deliver, CancellationToken cancellationToken) =>
        Task.FromResult<IReceiver>(new LeaderReceiver(gate, stop => transport.ReceiveAsync(queue, limits, deliver, stop)));

    public Task<IQueueReader?> ReadAsync(string queue, CancellationToken cancellationToken) => transport.ReadAsync(queue, cancellationToken);

    public ValueTask DisposeAsync() => transport.DisposeAsync();
}

/// <summary>Puts the gate between the service and RabbitMQ, where there can be replicas.</summary>
internal sealed class LeaderLayer(KhronosOptions options, LeaderGate gate) : ITransportLayer
{
    public ITransport Over(ITransport transport) => RabbitLease.IsFor(transport, options) ? new LeaderTransport(transport, gate) : transport;
}
