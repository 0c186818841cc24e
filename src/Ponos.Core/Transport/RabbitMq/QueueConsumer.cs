using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Consumes one queue over one channel, from its opening to its end. A consumer keeps the prefetch that it began with, so
/// more deliveries are taken by one more, and fewer by ending the newest. None takes another's place: RabbitMQ before 4
/// breaks the connection (541) where deliveries meet a consumer that was ended.
/// </summary>
internal sealed class QueueConsumer : IAsyncBasicConsumer, IDisposable
{
    // Our own: the broker's are long, and each delivery carries it. It names a consumer of the channel, and is not used again.
    private const string Tag = "ponos";

    private readonly RabbitReceiver _receiver;
    private readonly AckSettler _settler;
    private readonly LiveConnection _live;
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _changing = new(1);
    private readonly List<(string Tag, int Prefetch)> _consumers = [];
    private string? _lastTag;
    private int _made;
    private Dictionary<string, object?>? _arguments;
    private string _queue = "";

    public QueueConsumer(RabbitReceiver receiver, LiveConnection live, IChannel channel, AckSettler settler)
    {
        _receiver = receiver;
        _live = live;
        _settler = settler;
        Channel = channel;
        channel.ChannelShutdownAsync += OnShutdownAsync;
        if (channel.CloseReason is { } closed)
        {
            _ended.TrySetResult(LiveConnection.Describe(closed));
        }
    }

    public IChannel Channel { get; }

    public LiveConnection Live => _live;

    /// <summary>Whether it was the broker that ended it, and not its channel's end.</summary>
    public bool WasCancelled { get; private set; }

    /// <summary>Whether the broker may hand out another.</summary>
    public bool HasRoom => _settler.Unsettled < _settler.Prefetch;

    public int Unsettled => _settler.Unsettled;

    /// <summary>Completes when nothing more can come over this channel, with the reason.</summary>
    public Task<string> Ended => _ended.Task;

    public async Task StartAsync(string queue, ReceiveLimits limits, CancellationToken cancellationToken)
    {
        (_queue, _arguments) = (queue, ArgumentsFor(limits));
        await ConsumeAsync(limits.Prefetch, cancellationToken);
    }

    /// <summary>Has so many handed out from now on.</summary>
    public async Task SetPrefetchAsync(int prefetch, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (_consumers.Count == 0 || _lastTag is not null || _ended.Task.IsCompleted)
            {
                return;
            }

            var total = _settler.Prefetch;
            var spare = new Stack<string>();
            while (_consumers.Count > 0 && total > prefetch)
            {
                spare.Push(_consumers[^1].Tag);
                total -= _consumers[^1].Prefetch;
                _consumers.RemoveAt(_consumers.Count - 1);
            }

            if (total < prefetch)
            {
                await ConsumeAsync(prefetch - total, cancellationToken);
            }

            _settler.Prefetch = prefetch;
            foreach (var tag in spare)
            {
                await _live.WithinDeadlineAsync(Channel.BasicCancelAsync(tag, noWait: false, cancellationToken), cancellationToken);
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task ConsumeAsync(int prefetch, CancellationToken cancellationToken)
    {
        await _live.WithinDeadlineAsync(_settler.AskAsync(prefetch, cancellationToken), cancellationToken);

        // One that is not answered in time may have registered all the same: the deadline costs the connection, or a ghost
        // consumer would strand messages.
        var tag = await _live.WithinDeadlineAsync(
            Channel.BasicConsumeAsync(
                _queue,
                autoAck: false,
                _made++ == 0 ? Tag : $"{Tag}{_made}",
                noLocal: false,
                exclusive: false,
                _arguments,
                this,
                cancellationToken),
            cancellationToken);
        _consumers.Add((tag, prefetch));
    }

    /// <summary>Stops the broker's sending, and waits until what the client had buffered has run past us.</summary>
    public async Task CancelAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (_consumers.Count == 0 || !Channel.IsOpen || _ended.Task.IsCompleted || _cancelled.Task.IsCompleted)
            {
                return;
            }

            _lastTag = _consumers[^1].Tag;
            foreach (var (tag, _) in _consumers)
            {
                await _live.WithinDeadlineAsync(Channel.BasicCancelAsync(tag, noWait: false, cancellationToken), cancellationToken);
            }

            await _live.WithinDeadlineAsync(Task.WhenAny(_cancelled.Task, _ended.Task), cancellationToken);
        }
        finally
        {
            _changing.Release();
        }
    }

    public Task FlushAsync() => _settler.FlushAsync();

    public Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        if (!_receiver.Bodies.HasRoomFor(body.Length) && _settler.Unsettled > 0)
        {
            return WaitForRoomAsync(deliveryTag, redelivered, exchange, routingKey, properties, body);
        }

        HandOut(deliveryTag, redelivered, exchange, routingKey, properties, body.Span);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Holds the channel's deliveries until some of what is in hand is done with: however many the broker may hand out, so many
    /// bytes are copied and no more.
    /// </summary>
    private async Task WaitForRoomAsync(
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body)
    {
        while (true)
        {
            var returned = _receiver.Bodies.WhenReturned();
            if (_receiver.Bodies.HasRoomFor(body.Length)
                || _settler.Unsettled == 0
                || _ended.Task.IsCompleted
                || _receiver.Stopping.IsCancellationRequested)
            {
                break;
            }

            // What is settled without a body of this size says nothing: it is looked again after a moment.
            await Task.WhenAny(returned, _ended.Task, _receiver.PauseAsync());
        }

        // What will not be run is not copied.
        HandOut(
            deliveryTag, redelivered, exchange, routingKey, properties, _receiver.Stopping.IsCancellationRequested ? default : body.Span);
    }

    private void HandOut(
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlySpan<byte> body)
    {
        var delivery = RabbitDelivery.Read(
            _settler, _receiver.Bodies, _receiver.Queue, deliveryTag, redelivered, exchange, routingKey, properties, body, _live.UserName);
        _settler.Add(delivery);
        _receiver.HandOut(delivery);
    }

    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        // Comes through the same queue as the deliveries: none is left behind it.
        if (consumerTag == _lastTag)
        {
            _cancelled.TrySetResult();
        }

        return Task.CompletedTask;
    }

    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        // The channel stays open without a consumer, and nothing else says so.
        WasCancelled = true; // What ends one of them ends the others too.
        _ended.TrySetResult("the broker ended the consumer");
        return Task.CompletedTask;
    }

    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) => Task.CompletedTask;

    public void Dispose()
    {
        _settler.Dispose();
        _changing.Dispose();
        _ended.TrySetResult("closed");
    }

    private static string Describe(ShutdownEventArgs reason) => BrokerRefusal.IsAcknowledgementTimeout(reason)
        ? "a job was in hand for longer than the acknowledgement timeout, "
            + $"and the jobs in hand come back: {LiveConnection.Describe(reason)}"
        : LiveConnection.Describe(reason);

    /// <summary>How long a job may be in hand, where the broker lets its consumer say that; an older one would not understand.</summary>
    private Dictionary<string, object?>? ArgumentsFor(ReceiveLimits limits) =>
        limits.LongestHold > TimeSpan.Zero && BrokerVersion.HasConsumerTimeout(_live.BrokerVersion)
            ? new Dictionary<string, object?> { ["x-consumer-timeout"] = (long)limits.LongestHold.TotalMilliseconds }
            : null;

    private Task OnShutdownAsync(object sender, ShutdownEventArgs reason)
    {
        _live.NoticeShutdown(reason);
        _settler.Close();
        _ended.TrySetResult(Describe(reason));
        return Task.CompletedTask;
    }
}
