using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq;

/// <summary>Looks through a queue on a channel of its own; closing that puts back what was not settled.</summary>
internal sealed class RabbitQueueReader : IQueueReader
{
    private const int LooksForBack = 50;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    private readonly List<RabbitDelivery> _taken = [];
    private readonly TimeProvider _time;
    private readonly LiveConnection _live;
    private readonly IChannel _channel;
    private readonly AckSettler _settler;
    private readonly BodyPool _bodies = new();
    private readonly string _queue;

    private RabbitQueueReader(LiveConnection live, IChannel channel, AckSettler settler, TimeProvider time, string queue, QueueDeclareOk found)
    {
        _time = time;
        _live = live;
        _channel = channel;
        _settler = settler;
        _queue = queue;
        (Count, Consumers) = (found.MessageCount, (int)found.ConsumerCount);
        channel.ChannelShutdownAsync += (_, _) =>
        {
            settler.Close();
            return Task.CompletedTask;
        };
    }

    public long Count { get; }

    public int Consumers { get; }

    public async ValueTask<long> CountReadyAsync(CancellationToken cancellationToken) =>
        (await _live.WithinDeadlineAsync(_channel.QueueDeclarePassiveAsync(_queue, cancellationToken), cancellationToken)).MessageCount;

    public static async Task<IQueueReader?> OpenAsync(LiveConnection live, RabbitTransportOptions options, string queue, CancellationToken cancellationToken)
    {
        var channel = await live.OpenChannelAsync(cancellationToken);
        try
        {
            var found = await live.WithinDeadlineAsync(channel.QueueDeclarePassiveAsync(queue, cancellationToken), cancellationToken);
            return new RabbitQueueReader(live, channel, new AckSettler(channel, options, prefetch: 1, live.LostToken), options.TimeProvider, queue, found);
        }
        catch (OperationInterruptedException refused) when (BrokerRefusal.IsNotFound(refused.ShutdownReason))
        {
            return null;
        }
        catch
        {
            await live.CloseAsync(channel);
            throw;
        }
    }

    public async ValueTask<Delivery?> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            var got = await _live.WithinDeadlineAsync(_channel.BasicGetAsync(_queue, autoAck: false, cancellationToken), cancellationToken);
            if (got is null)
            {
                return null;
            }

            var delivery = RabbitDelivery.Read(_settler, _bodies, _queue, got.DeliveryTag, got.Redelivered, got.Exchange, got.RoutingKey, got.BasicProperties, got.Body.Span, _live.UserName);
            _settler.Add(delivery);
            _taken.Add(delivery);
            return delivery;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnavailableException("", $"Reading the queue '{_queue}' was interrupted: {ConnectFailure.Describe(exception)}. What was read and not settled is back in the queue.", mayHaveBeenTaken: false, exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_live.IsLost && _channel.IsOpen)
        {
            var back = PutBack();
            await _live.WithinDeadlineAsync(_settler.FlushAsync(), CancellationToken.None);
            await AwaitBackAsync(back);
            await _live.CloseAsync(_channel);
        }

        _settler.Dispose();
    }

    private int PutBack()
    {
        var back = 0;
        foreach (var delivery in _taken)
        {
            if (delivery.Settling == Settling.Open)
            {
                delivery.Requeue();
                back++;
            }
        }

        return back;
    }

    /// <summary>
    /// A quorum queue takes jobs back a moment after it was told, and whoever looks again at once would not see them.
    /// Waits for that; not for long, as somebody else may take them.
    /// </summary>
    private async Task AwaitBackAsync(int back)
    {
        try
        {
            for (var look = 0; back > 0 && look < LooksForBack; look++)
            {
                var found = await _live.WithinDeadlineAsync(_channel.QueueDeclarePassiveAsync(_queue, CancellationToken.None), CancellationToken.None);
                if (found.MessageCount >= back)
                {
                    return;
                }

                await Task.Delay(BetweenLooks, _time, _live.LostToken);
            }
        }
        catch (Exception exception) when (exception is OperationInterruptedException or OperationCanceledException or AlreadyClosedException)
        {
            // The queue or the connection went; there is nothing to see.
        }
    }
}
