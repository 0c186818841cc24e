using Ponos;
using Ponos.Topology;
using Ponos.Transport.RabbitMq;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Khronos.Replication;

/// <summary>The queue of the lease and the stream of schedules, as they are declared.</summary>
internal sealed class ReplicationTopology(RabbitTransportOptions options, ReplicationSettings settings)
{
    /// <summary>
    /// How long the lease waits for a leader whose node is gone. The token is fenced: one that still thinks
    /// that it leads publishes nothing.
    /// </summary>
    private static readonly TimeSpan FailOver = TimeSpan.FromSeconds(1);

    private readonly TopologyDeclarer _declarer = new(options, new TransientNames());

    /// <summary>Declares both. What exists stays as it is.</summary>
    public async Task DeclareAsync(LiveConnection live, CancellationToken cancellationToken)
    {
        await _declarer.DeclareAsync(live, new TopologyShape([], [Lease()], []), onRefused: null, cancellationToken);
        await DeclareAsync(live, settings.Stream, StreamArguments(), cancellationToken);
    }

    private async Task DeclareAsync(
        LiveConnection live, string queue, Dictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        var channel = await live.OpenChannelAsync(cancellationToken);
        try
        {
            _ = await live.WithinDeadlineAsync(
                options.Declare == DeclareMode.Passive
                    ? channel.QueueDeclarePassiveAsync(queue, cancellationToken)
                    : channel.QueueDeclareAsync(
                        queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken),
                cancellationToken);
        }
        catch (OperationInterruptedException refused)
            when (!live.IsLost && BrokerRefusal.Read(refused.ShutdownReason, queue, live.Broker, refused) is { } mismatch)
        {
            throw mismatch;
        }
        finally
        {
            await live.CloseAsync(channel);
        }
    }

    private QueueShape Lease() => new(settings.LeaseQueue, QueueType.Quorum)
    {
        Arguments = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["x-single-active-consumer"] = true,
            // The token comes back whenever a leader dies.
            [QuorumArguments.DeliveryLimit] = QuorumArguments.Unlimited,
        },
        Wishes = QuorumArguments.FailOver(FailOver),
    };

    private Dictionary<string, object?> StreamArguments() => new()
    {
        ["x-queue-type"] = "stream",
        ["x-max-length-bytes"] = settings.StreamBytes,
        ["x-stream-max-segment-size-bytes"] = settings.SegmentBytes,
    };
}
