using Ponos;
using Ponos.Transport.RabbitMq;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Khronos.Replication;

/// <summary>The queue of the lease and the stream of schedules, as they are declared.</summary>
internal sealed class ReplicationTopology(RabbitTransportOptions options, ReplicationSettings settings)
{
    /// <summary>The token comes back whenever a leader dies. RabbitMQ 4 drops after 20 where no limit is set, and 3.x knows no word for "none".</summary>
    private const int Unlimited = 1_000_000_000;

    /// <summary>Declares both. What exists stays as it is.</summary>
    public async Task DeclareAsync(LiveConnection live, CancellationToken cancellationToken)
    {
        await DeclareAsync(live, settings.LeaseQueue, LeaseArguments(), cancellationToken);
        await DeclareAsync(live, settings.Stream, StreamArguments(), cancellationToken);
    }

    private async Task DeclareAsync(LiveConnection live, string queue, Dictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        var channel = await live.OpenChannelAsync(cancellationToken);
        try
        {
            _ = await live.WithinDeadlineAsync(
                options.Declare == DeclareMode.Passive
                    ? channel.QueueDeclarePassiveAsync(queue, cancellationToken)
                    : channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken),
                cancellationToken);
        }
        catch (OperationInterruptedException refused) when (!live.IsLost && BrokerRefusal.Read(refused.ShutdownReason, queue, live.Broker, refused) is { } mismatch)
        {
            throw mismatch;
        }
        finally
        {
            await live.CloseAsync(channel);
        }
    }

    private static Dictionary<string, object?> LeaseArguments() => new()
    {
        ["x-queue-type"] = "quorum",
        ["x-single-active-consumer"] = true,
        ["x-delivery-limit"] = Unlimited,
    };

    private Dictionary<string, object?> StreamArguments() => new()
    {
        ["x-queue-type"] = "stream",
        ["x-max-length-bytes"] = settings.StreamBytes,
        ["x-stream-max-segment-size-bytes"] = settings.SegmentBytes,
    };
}
