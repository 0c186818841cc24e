using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Ponos.Transport.RabbitMq;

/// <summary>A channel of RabbitMQ.Client's.</summary>
internal sealed class RabbitPublishingChannel : IPublishingChannel
{
    private readonly LiveConnection _live;
    private readonly IChannel _channel;
    private readonly IPublishingListener _listener;
    private readonly CancellationTokenRegistration _lost;

    public RabbitPublishingChannel(LiveConnection live, IChannel channel, IPublishingListener listener)
    {
        _live = live;
        _channel = channel;
        _listener = listener;
        channel.BasicAcksAsync += (_, ack) => OnAnswerAsync(ack.DeliveryTag, ack.Multiple, taken: true);
        channel.BasicNacksAsync += (_, nack) => OnAnswerAsync(nack.DeliveryTag, nack.Multiple, taken: false);
        channel.BasicReturnAsync += (_, returned) =>
        {
            _listener.Returned(returned.BasicProperties.MessageId, returned.RoutingKey);
            return Task.CompletedTask;
        };
        channel.ChannelShutdownAsync += (_, reason) => OnShutdownAsync(reason);
        // The client may be stuck in a handler of its own before it tells us.
        _lost = live.LostToken.UnsafeRegister(static channel => ((RabbitPublishingChannel)channel!).OnLost(), this);
        if (channel.CloseReason is { } closed)
        {
            _ = OnShutdownAsync(closed);
        }
    }

    public IChannel Client => _channel;

    public bool IsOpen => _channel.IsOpen && !_live.IsLost;

    public ValueTask WriteAsync(UnconfirmedPublish publish)
    {
        if (_live.UserId is { } user)
        {
            publish.Properties.UserId = user;
        }

        return _channel.BasicPublishAsync(
            publish.Exchange, publish.RoutingKey, publish.Mandatory, publish.Properties, publish.Body, _live.LostToken);
    }

    // Any call that is answered will do: the broker works a channel off in order. This one changes nothing where nobody consumes.
    public Task AskAsync() => _live.WithinDeadlineOrAlarmAsync(_channel.BasicQosAsync(0, 0, global: false, _live.LostToken));

    public Task CloseAsync()
    {
        _lost.Unregister();
        return _live.CloseAsync(_channel);
    }

    private void OnLost() =>
        _listener.Ended(ChannelEnd.Lost(_live.Ended is { IsCompletedSuccessfully: true } ended ? ended.Result : "the connection was lost"));

    private Task OnAnswerAsync(ulong sequence, bool multiple, bool taken)
    {
        _listener.Answered(sequence, multiple, taken);
        return Task.CompletedTask;
    }

    private Task OnShutdownAsync(ShutdownEventArgs reason)
    {
        _live.NoticeShutdown(reason);
        _lost.Unregister();
        _listener.Ended(new ChannelEnd(
            reason.Initiator == ShutdownInitiator.Peer ? reason.ReplyCode : (ushort)0,
            reason.ReplyText,
            WithConnection: _live.IsLost));
        return Task.CompletedTask;
    }
}

/// <summary>The connection that channels in confirm mode are opened on.</summary>
internal sealed class PublishingConnection(LiveConnection live) : IPublishingChannels
{
    public async Task<IPublishingChannel> OpenAsync(IPublishingListener listener, CancellationToken cancellationToken) =>
        new RabbitPublishingChannel(live, await live.OpenConfirmingChannelAsync(cancellationToken), listener);

    public void Sever(string reason) => live.Sever(reason);
}
