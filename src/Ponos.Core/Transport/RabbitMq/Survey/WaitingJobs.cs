using System.Runtime.CompilerServices;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq.Survey;

/// <summary>Reads what waits in a queue over a channel of its own, and gives all of it back at once.</summary>
internal static class WaitingJobs
{
    public static async IAsyncEnumerable<WaitingJob> ReadAsync(
        LiveConnection live, string queue, bool isLevel, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = Math.Min(await LookAsync(live, queue, cancellationToken), most);
        var channel = await live.OpenChannelAsync(cancellationToken);
        ulong last = 0;
        try
        {
            while (left-- > 0 && await GetAsync(live, channel, queue, cancellationToken) is { } got)
            {
                last = got.DeliveryTag;
                yield return Read(queue, isLevel, got);
            }
        }
        finally
        {
            if (last > 0 && channel.IsOpen && !live.IsLost)
            {
                // A nack and no reject: RabbitMQ 4.3 does not count it against the job.
                await live.WithinDeadlineAsync(
                    channel.BasicNackAsync(last, multiple: true, requeue: true, CancellationToken.None).AsTask(), CancellationToken.None);
            }

            await live.CloseAsync(channel);
        }
    }

    /// <summary>How many jobs are ready in a queue; <see langword="null"/> where there is no such queue.</summary>
    public static async Task<long?> CountAsync(LiveConnection live, string queue, CancellationToken cancellationToken)
    {
        var channel = await live.OpenChannelAsync(cancellationToken);
        try
        {
            return (await live.WithinDeadlineAsync(
                channel.QueueDeclarePassiveAsync(queue, cancellationToken), cancellationToken)).MessageCount;
        }
        catch (OperationInterruptedException refused) when (BrokerRefusal.IsNotFound(refused.ShutdownReason))
        {
            return null;
        }
        finally
        {
            await live.CloseAsync(channel);
        }
    }

    private static async Task<BasicGetResult?> GetAsync(
        LiveConnection live, IChannel channel, string queue, CancellationToken cancellationToken)
    {
        try
        {
            return await live.WithinDeadlineAsync(channel.BasicGetAsync(queue, autoAck: false, cancellationToken), cancellationToken);
        }
        catch (OperationInterruptedException refused)
        {
            throw Interrupted(queue, refused);
        }
    }

    private static async Task<long> LookAsync(LiveConnection live, string queue, CancellationToken cancellationToken)
    {
        try
        {
            return await CountAsync(live, queue, cancellationToken) ?? 0;
        }
        catch (OperationInterruptedException refused)
        {
            throw Interrupted(queue, refused);
        }
    }

    private static BrokerUnavailableException Interrupted(string queue, Exception refused) => new(
        "",
        $"The queue '{queue}' could not be read: {ConnectFailure.Describe(refused)}. What was read is back in it.",
        mayHaveBeenTaken: false,
        refused);

    private static WaitingJob Read(string queue, bool isLevel, BasicGetResult got)
    {
        // On a level the routing key says where it is going; in its own queue it has arrived.
        var (properties, headers) = (got.BasicProperties, got.BasicProperties.Headers);
        var address = isLevel ? DelayLadder.AddressOf(got.RoutingKey) ?? JobAddress.Queue(queue) : JobAddress.Queue(queue);
        return new WaitingJob
        {
            MessageId = properties.MessageId ?? "",
            Name = properties.Type ?? "",
            Body = got.Body.ToArray(),
            Address = address.Name,
            ToExchange = !address.IsQueue,
            PublishedBy = string.IsNullOrEmpty(properties.AppId) ? null : properties.AppId,
            PublisherContract = headers is not null && headers.TryGetValue(JobHeaders.Contract, out var hash) ? HeaderText.Of(hash) : null,
        };
    }
}
