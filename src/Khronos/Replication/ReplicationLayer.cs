using Khronos.State;
using Microsoft.Extensions.Logging;
using Ponos.Transport;
using Ponos.Transport.RabbitMq;

namespace Khronos.Replication;

/// <summary>
/// Where replicas come in: over a connection to RabbitMQ, unless a file of this process's own holds its state. They share
/// the broker that the service publishes to, and nothing else.
/// </summary>
internal sealed class ReplicationLayer(
    KhronosOptions options, LeaderGate gate, ReplicationSettings settings, LogFormat format, ILogger<RabbitLease> log) : ITransportLayer
{
    /// <summary>The replicas' lease; <see langword="null"/> where there can be none. Known when the service has its transport.</summary>
    public ILease? Lease { get; private set; }

    public ITransport Over(ITransport transport)
    {
        if (transport is not RabbitTransport rabbit || options.StateFile is not null)
        {
            return transport;
        }

        Lease = new RabbitLease(rabbit.Options, settings, format, log, options.TimeProvider);
        return new LeaderTransport(transport, gate);
    }
}
