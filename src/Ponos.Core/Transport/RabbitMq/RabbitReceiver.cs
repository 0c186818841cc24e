namespace Ponos.Transport.RabbitMq;

/// <summary>Keeps one queue consumed: over every connection and channel that it takes, until it is stopped.</summary>
internal sealed class RabbitReceiver : IReceiver
{
    private static readonly TimeSpan BeforeClose = TimeSpan.FromMilliseconds(200);

    private readonly RabbitTransportOptions _options;
    private readonly QueueConnection _connection;
    private readonly TopologyKeeper _topology;
    private readonly OwnState _state;
    private readonly ReceiveLimits _limits;
    private readonly ConsumerSilence _silence;
    private readonly Action<Delivery> _deliver;
    private readonly Action<RabbitReceiver> _onDisposed;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _disposing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private QueueConsumer? _consumer;
    private LiveConnection? _servedOn;
    private Task? _disposed;
    private volatile bool _stopping;
    private volatile bool _isLeft;
    private int _prefetch;
    private bool _wasBounded;

    public RabbitReceiver(
        RabbitTransportOptions options,
        QueueConnection connection,
        TopologyKeeper topology,
        BodyPool bodies,
        string queue,
        ReceiveLimits limits,
        Action<Delivery> deliver,
        Action<RabbitReceiver> onDisposed)
    {
        _options = options;
        _connection = connection;
        _topology = topology;
        _state = new OwnState(options.TimeProvider);
        _limits = limits;
        _prefetch = limits.Prefetch;
        _silence = new ConsumerSilence(options, limits.Single);
        _deliver = deliver;
        _onDisposed = onDisposed;
        Queue = queue;
        BrokerQueue = queue;
        Bodies = bodies;
    }

    public string Queue { get; }

    /// <summary>What the broker calls the queue on the connection that it was consumed over last.</summary>
    public string BrokerQueue { get; private set; }

    public BodyPool Bodies { get; }

    /// <summary>Cancelled when it is to take no more.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>What it is doing; <see langword="null"/> before its start.</summary>
    public TransportState? State =>
        _state.Current is { Status: TransportStatus.Healthy } standing ? _silence.Trouble ?? standing : _state.Current;

    /// <summary>How long nothing has come; none where nothing can: no consumer stands, or it has all that it may have.</summary>
    public ConsumerSilence? Silence =>
        !_stopping && Volatile.Read(ref _consumer) is { } consumer && consumer.HasRoom ? _silence : null;

    /// <summary>The connection that its consumer stands on.</summary>
    public LiveConnection? Live => Volatile.Read(ref _consumer)?.Live;

    public int Unsettled => Volatile.Read(ref _consumer)?.Unsettled ?? 0;

    public RabbitMQ.Client.IChannel? Channel => Volatile.Read(ref _consumer)?.Channel;

    /// <summary>A moment, or less when it is to take no more.</summary>
    public Task PauseAsync() => Task.Delay(BeforeClose, _options.TimeProvider, _stop.Token);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _state.Is(TransportStatus.Reconnecting, "Starting.");
        _running = Task.Run(RunAsync, CancellationToken.None);
        await _started.Task.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Hands a delivery on. Never throws: the client would keep the delivery unacknowledged and its prefetch slot with it.
    /// </summary>
    public void HandOut(RabbitDelivery delivery)
    {
        _silence.Heard();
        if (_stopping)
        {
            if (!_isLeft)
            {
                delivery.Requeue();
            }

            // From a consumer that stands it would come again at once: it goes back with the channel.
            return;
        }

        try
        {
            _deliver(delivery);
        }
        catch (Exception exception)
        {
            _options.Logger.DeliverThrew(exception, Queue);
            delivery.Requeue();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // From here on what the client has buffered goes back: prefetched deliveries still start after cancel-ok.
        if (!_stopping)
        {
            // A queue without a leader answers a cancel as it does a consumer, by the end of the connection; a closed channel is borne.
            _isLeft = Live is { } live
                && !cancellationToken.IsCancellationRequested
                && await live.FiguresOfAsync(BrokerQueue, CancellationToken.None) is not { Consumers: null or > 0 };
            _stopping = true;
            await _stop.CancelAsync();
        }

        if (!_isLeft && Volatile.Read(ref _consumer) is { } consumer)
        {
            try
            {
                await consumer.CancelAsync(cancellationToken);
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The channel or the connection went, and its deliveries with it.
            }
        }
    }

    public async Task SetPrefetchAsync(int prefetch, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _prefetch, prefetch);
        if (!_stopping && Volatile.Read(ref _consumer) is { } consumer)
        {
            await consumer.SetPrefetchAsync(prefetch, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task disposed;
        lock (_gate)
        {
            disposed = _disposed ??= DisposeOnceAsync();
        }

        await disposed;
    }

    private async Task DisposeOnceAsync()
    {
        await Task.Yield();
        await StopAsync(CancellationToken.None);
        _disposing.TrySetResult();
        await _running;
        _started.TrySetCanceled();
        _onDisposed(this);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var delay = new ReconnectDelay(_options);
        while (!_stopping)
        {
            var faulted = false;
            try
            {
                var live = await _connection.GetAsync(_stop.Token);
                var reason = await ServeAsync(live, delay);
                if (!_stopping)
                {
                    _state.Is(TransportStatus.Reconnecting, reason);
                    _options.Logger.ConsumingInterrupted(Queue, reason);
                }
            }
            catch (Exception) when (_stopping)
            {
                return;
            }
            catch (TopologyMismatchException mismatch)
            {
                faulted = true;
                _state.Is(TransportStatus.Faulted, mismatch.Message);
            }
            catch (Exception exception)
            {
                var reason = ConnectFailure.Describe(exception)
                    + (_connection.IsAside ? "; a quorum queue without a leader is like that" : "");
                _state.Is(TransportStatus.Reconnecting, reason);
                _options.Logger.ConsumingInterrupted(Queue, reason);
            }

            try
            {
                await delay.WaitAsync(faulted, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<string> ServeAsync(LiveConnection live, ReconnectDelay delay)
    {
        if (_servedOn == live || !_topology.IsFresh(live, Queue))
        {
            // A new connection, or the consumer ended on the one that stands: the queue may be gone, or be another one now.
            await _topology.RestoreAsync(live, Queue, _stop.Token);
        }

        _servedOn = live;
        BrokerQueue = _topology.NameOn(live, Queue);
        var channel = await live.OpenChannelAsync(_stop.Token);
        var prefetch = PrefetchOn(live);
        using var consumer = new QueueConsumer(this, live, channel, new AckSettler(channel, _options, prefetch, live.LostToken));
        try
        {
            await _connection.BeginAsync(
                live, consumer.StartAsync(BrokerQueue, _limits with { Prefetch = prefetch }, _stop.Token), _stop.Token);
            _silence.Began();
            Volatile.Write(ref _consumer, consumer);
            // Stopped before it could be seen: nobody else would cancel it.
            _stop.Token.ThrowIfCancellationRequested();
            if (PrefetchOn(live) is var wanted && wanted != prefetch)
            {
                // Said before it could be seen.
                await consumer.SetPrefetchAsync(wanted, _stop.Token);
            }

            delay.Succeeded();
            _state.Is(TransportStatus.Healthy);
            _options.Logger.Consuming(Queue);
            _started.TrySetResult();
            await Task.WhenAny(consumer.Ended, _disposing.Task);
            _connection.Ended();
            if (consumer.Ended.IsCompleted)
            {
                return consumer.WasCancelled && !live.IsLost ? await WhyCancelledAsync(live) : await consumer.Ended;
            }

            await live.WithinDeadlineAsync(consumer.FlushAsync(), CancellationToken.None);
            // A quorum queue that is told much at once (32 settlements) buffers it in the channel, and forgets it with the channel.
            await Task.Delay(BeforeClose, _options.TimeProvider, live.LostToken);
            return "stopped";
        }
        finally
        {
            Volatile.Write(ref _consumer, null);
            if (!live.IsLost)
            {
                await live.CloseAsync(channel);
            }
        }
    }

    /// <summary>A broker that counts how long a job is in hand, and cannot be told how long that may be, is given no cause.</summary>
    private int PrefetchOn(LiveConnection live)
    {
        var prefetch = Volatile.Read(ref _prefetch);
        if (_limits.CautiousPrefetch is not (> 0 and var cautious)
            || cautious >= prefetch
            || BrokerVersion.HasConsumerTimeout(live.BrokerVersion))
        {
            return prefetch;
        }

        if (!Interlocked.Exchange(ref _wasBounded, true))
        {
            _options.Logger.PrefetchBounded(Queue, prefetch, cautious);
        }

        return cautious;
    }

    /// <summary>The broker does not say why it ends a consumer. Either its queue is gone, or a job was in hand for too long.</summary>
    private async Task<string> WhyCancelledAsync(LiveConnection live) =>
        await TopologyDeclarer.ExistsAsync(live, JobAddress.Queue(BrokerQueue), _stop.Token)
            ? "the broker ended the consumer although its queue stands, as RabbitMQ 4.3 does when a job was "
                + "in hand for longer than the acknowledgement timeout; the jobs in hand come back"
            : "the broker ended the consumer: its queue was deleted";
}
