using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Looks through a queue on a channel of its own; closing that puts back what was not settled. It fetches hundreds at a time:
/// asking for one after the other takes a journey each. Figures come over the connection that consumes; what is fetched does
/// not, because a quorum queue without a leader ends the connection of whoever fetches from it.
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
    private readonly SupervisedConnection _fetching;
    private readonly RabbitTransportOptions _options;
    private readonly BodyPool _bodies = new();
    private readonly string _queue;
    private Session? _session;
    private RabbitDelivery? _handedOut;
    private ulong _lastTag;
    private long _taken;
    private int _largest = BytesOfAFetch / FirstFetch;

    private RabbitQueueReader(SupervisedConnection fetching, RabbitTransportOptions options, string queue, QueueDeclareOk found)
    {
        _fetching = fetching;
        _options = options;
        _queue = queue;
        (Count, Consumers) = (found.MessageCount, (int)found.ConsumerCount);
    }

    public long Count { get; }

    public int Consumers { get; }

    /// <summary>
    /// Asks over <paramref name="live"/> for the queue's figures; jobs come over <paramref name="fetching"/>, if any are asked for.
    /// </summary>
    /// <returns><see langword="null"/> where there is no such queue, or it is another connection's own.</returns>
    public static async Task<IQueueReader?> OpenAsync(
        LiveConnection live,
        SupervisedConnection fetching,
        RabbitTransportOptions options,
        string queue,
        CancellationToken cancellationToken)
    {
        var channel = await live.OpenChannelAsync(cancellationToken);
        try
        {
            var found = await live.WithinDeadlineAsync(channel.QueueDeclarePassiveAsync(queue, cancellationToken), cancellationToken);
            return new RabbitQueueReader(fetching, options, queue, found);
        }
        catch (OperationInterruptedException refused)
            when (BrokerRefusal.IsNotFound(refused.ShutdownReason) || BrokerRefusal.IsLocked(refused.ShutdownReason))
        {
            return null;
        }
        finally
        {
            await live.CloseAsync(channel);
        }
    }

    public async ValueTask<long> CountReadyAsync(CancellationToken cancellationToken) =>
        // What was fetched and not handed out is nobody's yet.
        (await FoundAsync(await SessionAsync(cancellationToken), cancellationToken)).MessageCount + _fetched.Count;

    public async ValueTask<Delivery?> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            _handedOut?.Release();
            var session = await SessionAsync(cancellationToken);
            if (_fetched.Count == 0 && Math.Min(Count - _taken, LargestFetch) is > 1 and var left)
            {
                await FetchAsync(session, (int)Math.Clamp(BytesOfAFetch / Math.Max(1, _largest), 1, left), cancellationToken);
            }

            if (!_fetched.TryDequeue(out var delivery))
            {
                var got = await session.Live.WithinDeadlineAsync(
                    session.Channel.BasicGetAsync(_queue, autoAck: false, cancellationToken), cancellationToken);
                if (got is null)
                {
                    return null;
                }

                delivery = RabbitDelivery.Read(
                    session.Settler,
                    _bodies,
                    _queue,
                    got.DeliveryTag,
                    got.Redelivered,
                    got.Exchange,
                    got.RoutingKey,
                    got.BasicProperties,
                    got.Body.Span,
                    session.Live.UserName);
                Take(session, delivery);
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
        if (_session is { } session && !session.Live.IsLost && session.Channel.IsOpen)
        {
            await session.Live.WithinDeadlineAsync(session.Settler.FlushAsync(), CancellationToken.None);
            if (session.Settler.Unsettled is > 0 and var back)
            {
                // What was settled is off the broker's hands: all that is left up to here goes back with one word.
                await PutBackAsync(session, back);
            }

            await session.Live.CloseAsync(session.Channel);
        }

        _session?.Dispose();
    }

    private async ValueTask<Session> SessionAsync(CancellationToken cancellationToken)
    {
        while (_session is null)
        {
            var live = await _fetching.GetAsync(cancellationToken);
            try
            {
                _session = new Session(live, await live.OpenChannelAsync(cancellationToken), _options);
            }
            catch (Exception) when (live.IsLost && !cancellationToken.IsCancellationRequested)
            {
                // The next connection answers.
            }
        }

        return _session;
    }

    private Task<QueueDeclareOk> FoundAsync(Session session, CancellationToken cancellationToken) =>
        session.Live.WithinDeadlineAsync(session.Channel.QueueDeclarePassiveAsync(_queue, cancellationToken), cancellationToken);

    /// <summary>Fetches some: all of them are here before the first is handed out, so that none comes after what is done with it.</summary>
    private async Task FetchAsync(Session session, int most, CancellationToken cancellationToken)
    {
        var (live, channel) = (session.Live, session.Channel);
        var consumer = new FetchConsumer(channel, session.Settler, _bodies, _queue, live.UserName, most);
        await live.WithinDeadlineAsync(session.Settler.AskAsync(most, cancellationToken), cancellationToken);
        var tag = await live.WithinDeadlineAsync(
            channel.BasicConsumeAsync(
                _queue, autoAck: false, consumerTag: "", noLocal: false, exclusive: false, arguments: null, consumer, cancellationToken),
            cancellationToken);
        await consumer.WaitAsync(_options.TimeProvider, cancellationToken);
        await live.WithinDeadlineAsync(channel.BasicCancelAsync(tag, noWait: false, cancellationToken), cancellationToken);
        await live.WithinDeadlineAsync(consumer.Ended, cancellationToken);
        foreach (var delivery in consumer.Fetched)
        {
            Take(session, delivery);
            _fetched.Enqueue(delivery);
        }
    }

    private void Take(Session session, RabbitDelivery delivery)
    {
        session.Settler.Add(delivery);
        _lastTag = delivery.Tag;
        _largest = _taken++ == 0 ? delivery.Body.Length : Math.Max(_largest, delivery.Body.Length);
    }

    private async Task PutBackAsync(Session session, int back)
    {
        await session.Live.WithinDeadlineAsync(
            session.Channel.BasicNackAsync(_lastTag, multiple: true, requeue: true, session.Live.LostToken).AsTask(),
            CancellationToken.None);
        await AwaitBackAsync(session, back);
    }

    /// <summary>
    /// A quorum queue takes jobs back a moment after it was told, and whoever looks again at once would not see them.
    /// Waits for that; not for long, as somebody else may take them.
    /// </summary>
    private async Task AwaitBackAsync(Session session, int back)
    {
        try
        {
            for (var look = 0; look < LooksForBack; look++)
            {
                if ((await FoundAsync(session, CancellationToken.None)).MessageCount >= back)
                {
                    return;
                }

                await Task.Delay(BetweenLooks, _options.TimeProvider, session.Live.LostToken);
            }
        }
        catch (Exception exception)
            when (exception is OperationInterruptedException or OperationCanceledException or AlreadyClosedException)
        {
            // The queue or the connection went; there is nothing to see.
        }
    }

    /// <summary>A channel from its opening on, with what was taken over it.</summary>
    private sealed class Session : IDisposable
    {
        public Session(LiveConnection live, IChannel channel, RabbitTransportOptions options)
        {
            (Live, Channel) = (live, channel);
            Settler = new AckSettler(channel, options, prefetch: 1, live.LostToken);
            channel.ChannelShutdownAsync += (_, _) =>
            {
                Settler.Close();
                return Task.CompletedTask;
            };
        }

        public LiveConnection Live { get; }

        public IChannel Channel { get; }

        public AckSettler Settler { get; }

        public void Dispose() => Settler.Dispose();
    }
}
