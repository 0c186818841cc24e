namespace Ponos.Transport.RabbitMq;

/// <summary>Keeps one queue consumed: over every connection and channel that it takes, until it is stopped.</summary>
internal sealed class RabbitReceiver : IReceiver
{
    private static readonly TimeSpan BeforeClose = TimeSpan.FromMilliseconds(200);

    private readonly RabbitTransportOptions _options;
    private readonly SupervisedConnection _connection;
    private readonly TopologyKeeper _topology;
    private readonly OwnState _state;
    private readonly int _prefetch;
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

    public RabbitReceiver(
        RabbitTransportOptions options,
        SupervisedConnection connection,
        TopologyKeeper topology,
        BodyPool bodies,
        string queue,
        int prefetch,
        Action<Delivery> deliver,
        Action<RabbitReceiver> onDisposed)
    {
        _options = options;
        _connection = connection;
        _topology = topology;
        _state = new OwnState(options.TimeProvider);
        _prefetch = prefetch;
        _deliver = deliver;
        _onDisposed = onDisposed;
        Queue = queue;
        Bodies = bodies;
    }

    public string Queue { get; }

    public BodyPool Bodies { get; }

    /// <summary>What it is doing; <see langword="null"/> before its start.</summary>
    public TransportState? State => _state.Current;

    public RabbitMQ.Client.IChannel? Channel => Volatile.Read(ref _consumer)?.Channel;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _state.Is(TransportStatus.Reconnecting, "Starting.");
        _running = Task.Run(RunAsync, CancellationToken.None);
        await _started.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Hands a delivery on. Never throws: the client would keep the delivery unacknowledged and its prefetch slot with it.</summary>
    public void HandOut(RabbitDelivery delivery)
    {
        if (_stopping)
        {
            delivery.Requeue();
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
            _stopping = true;
            await _stop.CancelAsync();
        }

        if (Volatile.Read(ref _consumer) is { } consumer)
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
                var reason = ConnectFailure.Describe(exception);
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
        var channel = await live.OpenChannelAsync(_stop.Token);
        using var consumer = new QueueConsumer(this, live, channel, new AckSettler(channel, _options, _prefetch, live.LostToken));
        try
        {
            await consumer.StartAsync(Queue, _prefetch, _stop.Token);
            Volatile.Write(ref _consumer, consumer);
            // Stopped before it could be seen: nobody else would cancel it.
            _stop.Token.ThrowIfCancellationRequested();
            delay.Succeeded();
            _state.Is(TransportStatus.Healthy);
            _options.Logger.Consuming(Queue);
            _started.TrySetResult();
            await Task.WhenAny(consumer.Ended, _disposing.Task);
            if (consumer.Ended.IsCompleted)
            {
                return await consumer.Ended;
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
}
