using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Looks through a queue on a channel of its own; closing that puts back what was not settled. It fetches hundreds at a time:
/// asking for one after the other takes a journey each.
/// </summary>
internal sealed class RabbitQueueReader : IQueueReader
{
    private const int FirstFetch = 20;
    private const int LargestFetch = 500;

    /// <summary>However large bodies are, so much of them is fetched at a time.</summary>
    private const int BytesOfAFetch = 16 * 1024 * 1024;

    private const int LooksForBack = 50;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    private readonly Queue<RabbitDelivery> _fetched = new();
    private readonly TimeProvider _time;
    private readonly LiveConnection _live;
    private readonly IChannel _channel;
    private readonly AckSettler _settler;
    private readonly BodyPool _bodies = new();
    private readonly string _queue;
    private RabbitDelivery? _handedOut;
    private ulong _lastTag;
    private long _taken;
    private int _largest = BytesOfAFetch / FirstFetch;

    private RabbitQueueReader(
        LiveConnection live, IChannel channel, AckSettler settler, TimeProvider time, string queue, QueueDeclareOk found)
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

    public static async Task<IQueueReader?> OpenAsync(
        LiveConnection live, RabbitTransportOptions options, string queue, CancellationToken cancellationToken)
    {
        var channel = await live.OpenChannelAsync(cancellationToken);
        try
        {
            var found = await live.WithinDeadlineAsync(channel.QueueDeclarePassiveAsync(queue, cancellationToken), cancellationToken);
            return new RabbitQueueReader(
                live, channel, new AckSettler(channel, options, prefetch: 1, live.LostToken), options.TimeProvider, queue, found);
        }
        catch (OperationInterruptedException refused)
            when (BrokerRefusal.IsNotFound(refused.ShutdownReason) || BrokerRefusal.IsLocked(refused.ShutdownReason))
        {
            return null;
        }
        catch
        {
            await live.CloseAsync(channel);
            throw;
        }
    }

    public async ValueTask<long> CountReadyAsync(CancellationToken cancellationToken) =>
        // What was fetched and not handed out is nobody's yet.
        (await _live.WithinDeadlineAsync(_channel.QueueDeclarePassiveAsync(_queue, cancellationToken), cancellationToken)).MessageCount
        + _fetched.Count;

    public async ValueTask<Delivery?> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            _handedOut?.Release();
            if (_fetched.Count == 0 && Math.Min(Count - _taken, LargestFetch) is > 1 and var left)
            {
                await FetchAsync((int)Math.Clamp(BytesOfAFetch / Math.Max(1, _largest), 1, left), cancellationToken);
            }

            if (!_fetched.TryDequeue(out var delivery))
            {
                var got = await _live.WithinDeadlineAsync(
                    _channel.BasicGetAsync(_queue, autoAck: false, cancellationToken), cancellationToken);
                if (got is null)
                {
                    return null;
                }

                delivery = RabbitDelivery.Read(
                    _settler,
                    _bodies,
                    _queue,
                    got.DeliveryTag,
                    got.Redelivered,
                    got.Exchange,
                    got.RoutingKey,
                    got.BasicProperties,
                    got.Body.Span,
                    _live.UserName);
                Take(delivery);
            }

            return _handedOut = delivery;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnavailableException(
                "",
                $"Reading the queue '{_queue}' was interrupted: {ConnectFailure.Describe(exception)}. "
                    + "What was read and not settled is back in the queue.",
                mayHaveBeenTaken: false,
                exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_live.IsLost && _channel.IsOpen)
        {
            await _live.WithinDeadlineAsync(_settler.FlushAsync(), CancellationToken.None);
            if (_settler.Unsettled is > 0 and var back)
            {
                // What was settled is off the broker's hands: all that is left up to here goes back with one word.
                await PutBackAsync(back);
            }

            await _live.CloseAsync(_channel);
        }

        _settler.Dispose();
    }

    /// <summary>Fetches some: all of them are here before the first is handed out, so that none comes after what is done with it.</summary>
    private async Task FetchAsync(int most, CancellationToken cancellationToken)
    {
        var consumer = new FetchConsumer(_channel, _settler, _bodies, _queue, _live.UserName, most);
        await _live.WithinDeadlineAsync(_settler.AskAsync(most, cancellationToken), cancellationToken);
        var tag = await _live.WithinDeadlineAsync(
            _channel.BasicConsumeAsync(
                _queue, autoAck: false, consumerTag: "", noLocal: false, exclusive: false, arguments: null, consumer, cancellationToken),
            cancellationToken);
        await consumer.WaitAsync(_time, cancellationToken);
        await _live.WithinDeadlineAsync(_channel.BasicCancelAsync(tag, noWait: false, cancellationToken), cancellationToken);
        await _live.WithinDeadlineAsync(consumer.Ended, cancellationToken);
        foreach (var delivery in consumer.Fetched)
        {
            Take(delivery);
            _fetched.Enqueue(delivery);
        }
    }

    private void Take(RabbitDelivery delivery)
    {
        _settler.Add(delivery);
        _lastTag = delivery.Tag;
        _largest = _taken++ == 0 ? delivery.Body.Length : Math.Max(_largest, delivery.Body.Length);
    }

    private async Task PutBackAsync(int back)
    {
        await _live.WithinDeadlineAsync(
            _channel.BasicNackAsync(_lastTag, multiple: true, requeue: true, _live.LostToken).AsTask(), CancellationToken.None);
        await AwaitBackAsync(back);
    }

    /// <summary>
    /// A quorum queue takes jobs back a moment after it was told, and whoever looks again at once would not see them.
    /// Waits for that; not for long, as somebody else may take them.
    /// </summary>
    private async Task AwaitBackAsync(int back)
    {
        try
        {
            for (var look = 0; look < LooksForBack; look++)
            {
                var found = await _live.WithinDeadlineAsync(
                    _channel.QueueDeclarePassiveAsync(_queue, CancellationToken.None), CancellationToken.None);
                if (found.MessageCount >= back)
                {
                    return;
                }

                await Task.Delay(BetweenLooks, _time, _live.LostToken);
            }
        }
        catch (Exception exception)
            when (exception is OperationInterruptedException or OperationCanceledException or AlreadyClosedException)
        {
            // The queue or the connection went; there is nothing to see.
        }
    }
}
