using RabbitMQ.Client;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Publishes over one channel as long as that stands, and over no other after it: what is guarded by something that the channel
/// holds. Each publish is confirmed; a broker without a majority takes its time.
/// </summary>
#pragma warning disable CA1001 // The semaphore holds no handle, and whoever still waits on it must be able to.
internal sealed class ChannelPublisher : IConfirmChannelOwner
#pragma warning restore CA1001
{
    private const int UsuallyUnconfirmed = 16;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConfirmChannel _channel;
    private ChannelEnd _end;

    private ChannelPublisher(IPublishingChannels origin) => _channel = new ConfirmChannel(this, _gate, origin, UsuallyUnconfirmed);

    /// <summary>The channel, for what else is done on it.</summary>
    public IChannel Channel => _channel.Wire.Client;

    /// <summary>Completes when the channel is gone, with the reason.</summary>
    public Task<string> Ended => _ended.Task;

    public static async Task<ChannelPublisher> OpenAsync(IPublishingChannels origin, CancellationToken cancellationToken)
    {
        var publisher = new ChannelPublisher(origin);
        await publisher._channel.OpenAsync(cancellationToken);
        return publisher;
    }

    /// <summary>Publishes, and completes with what became of it.</summary>
    /// <param name="exchange">Where to.</param>
    /// <param name="routingKey">By which key; some queue must take it.</param>
    /// <param name="properties">This publish's own.</param>
    /// <param name="body">Left alone until then.</param>
    public async Task<Confirm> PublishAsync(string exchange, string routingKey, BasicProperties properties, ReadOnlyMemory<byte> body)
    {
        var publish = new AwaitedPublish(exchange, routingKey, properties, body);
        // Not cancelled from outside: a write that was cut short would upset the counting.
        await _writing.WaitAsync(CancellationToken.None);
        try
        {
            await WriteAsync(publish);
        }
        finally
        {
            _writing.Release();
        }

        return await publish.Answer;
    }

    public Task CloseAsync()
    {
        OnEnded(_channel, new ChannelEnd(0, "closed", WithConnection: false));
        return _channel.Wire.CloseAsync();
    }

    public void OnAnswered(ConfirmChannel channel, ulong sequence, bool multiple, bool taken)
    {
        lock (_gate)
        {
            channel.Answer(sequence, multiple, taken);
        }
    }

    public void OnEnded(ConfirmChannel channel, ChannelEnd end)
    {
        lock (_gate)
        {
            if (channel.IsOver)
            {
                return;
            }

            _end = end;
            channel.End(end);
        }

        _ended.SetResult(end.ToString());
    }

    private async ValueTask WriteAsync(AwaitedPublish publish)
    {
        ulong sequence;
        lock (_gate)
        {
            if (_channel.IsOver)
            {
                publish.End(Confirm.Unsent(_end));
                return;
            }

            sequence = _channel.Enter(publish);
        }

        try
        {
            await _channel.WriteAsync(publish);
        }
        catch (Exception exception)
        {
            _channel.WriteFailed(sequence, exception);
        }
    }

    /// <summary>A publish whose answer is awaited as a task.</summary>
    private sealed class AwaitedPublish : UnconfirmedPublish
    {
        private readonly TaskCompletionSource<Confirm> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public AwaitedPublish(string exchange, string routingKey, BasicProperties properties, ReadOnlyMemory<byte> body) : base(properties)
        {
            Exchange = exchange;
            RoutingKey = routingKey;
            Mandatory = true;
            MessageId = properties.MessageId;
            Body = body;
        }

        public Task<Confirm> Answer => _answer.Task;

        public override void End(in Confirm confirm) => _answer.SetResult(confirm);
    }
}
