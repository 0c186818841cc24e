using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using ChannelClosedException = System.Threading.Channels.ChannelClosedException;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// One channel's worth of publishing, over all the channels it has in its life. Publishes are written in the order in
/// which they came, at most so many unconfirmed; those that no channel has taken yet wait for the next one, and those that
/// had been written when their channel died fail at once: whether the broker took them is unknown.
/// </summary>
internal sealed class PublishLane(int capacity, CompletionLine completions) : IThreadPoolWorkItem
{
    private readonly LaneState _state = new(capacity, completions);

    public bool IsAttached => _state.IsAttached;

    /// <summary>Told of each channel on which the broker refused a publish.</summary>
    public Action<IChannel>? Refused { get; set; }

    /// <summary>Whether a publish would be written at once, as far as can be seen without asking.</summary>
    public bool IsFree => _state.IsFree;

    public ValueTask PublishAsync(PendingPublish pending)
    {
        // Its caller may see the result, and the object go back to the pool, before this method returns.
        var task = pending.Task;
        if (!_state.TryAdd(pending, out var writes))
        {
            End(pending, PublishFailure.Unavailable(pending, "the transport has been disposed", mayHaveBeenTaken: false));
        }
        else if (writes)
        {
            Write();
        }

        return task;
    }

    /// <summary>Takes a fresh channel into use.</summary>
    public void Attach(LiveConnection live, IChannel channel)
    {
        channel.BasicAcksAsync += (_, ack) => OnAnswerAsync(channel, ack.DeliveryTag, ack.Multiple, taken: true);
        channel.BasicNacksAsync += (_, nack) => OnAnswerAsync(channel, nack.DeliveryTag, nack.Multiple, taken: false);
        channel.BasicReturnAsync += (_, returned) => OnReturnAsync(channel, returned);
        if (_state.Channel is { } before)
        {
            // Its loss has not been reported yet; its numbers mean nothing on the new channel.
            Detach(before, "the channel was replaced");
        }

        _state.Attach(live, channel);
        Kick();
    }

    /// <summary>Writes no more to a channel, and gives it up when all that it carries is answered: nobody's publish becomes unknown.</summary>
    public void Retire(IChannel channel, Action retired) => _state.Retire(channel, retired)?.Invoke();

    /// <summary>Writes on to a channel that could not be given up.</summary>
    public void Resume(IChannel channel)
    {
        _state.Resume(channel);
        Kick();
    }

    /// <summary>The channel is gone: fails at once what had been written on it.</summary>
    public void Detach(IChannel channel, string reason)
    {
        foreach (var pending in _state.Detach(channel))
        {
            End(pending, PublishFailure.Unavailable(pending, $"the connection was lost before the broker confirmed it: {reason}", mayHaveBeenTaken: true));
        }
    }

    /// <summary>While the broker raises an alarm nothing is written: what is written then hangs until it clears.</summary>
    public void Block(bool blocked)
    {
        _state.Block(blocked);
        Kick();
    }

    public void Close()
    {
        foreach (var pending in _state.Close())
        {
            End(pending, PublishFailure.Unavailable(pending, "the transport was disposed before it was sent", mayHaveBeenTaken: false));
        }

        if (_state.Channel is { } channel)
        {
            Detach(channel, "the transport was disposed");
        }
    }

    void IThreadPoolWorkItem.Execute() => Write();

    private void Kick()
    {
        if (_state.TryBecomeWriter())
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private void End(PendingPublish pending, Exception failure)
    {
        completions.Add(pending, failure);
        completions.Go();
    }

    private void Write()
    {
        while (_state.TryTakeNext(out var turn))
        {
            var pending = turn.Pending;
            ValueTask writing;
            try
            {
                writing = turn.Channel.BasicPublishAsync(pending.Exchange, pending.RoutingKey, pending.Mandatory, pending.Properties, pending.Body, turn.Live.LostToken);
            }
            catch (Exception exception)
            {
                writing = ValueTask.FromException(exception);
            }

            pending.EndWrite();
            if (!writing.IsCompleted)
            {
                // The socket is slow. Whoever publishes meanwhile queues up.
                _ = FinishWriteAsync(writing, turn);
                return;
            }

            try
            {
                writing.GetAwaiter().GetResult();
            }
            catch (Exception exception)
            {
                WriteFailed(turn, exception);
            }
        }
    }

    private async Task FinishWriteAsync(ValueTask writing, LaneTurn turn)
    {
        try
        {
            await writing;
        }
        catch (Exception exception)
        {
            WriteFailed(turn, exception);
        }

        Write();
    }

    private void WriteFailed(in LaneTurn turn, Exception exception)
    {
        if (!turn.Channel.IsOpen || turn.Live.IsLost)
        {
            // Detach fails it with all others, or already has.
            return;
        }

        if (exception is OperationCanceledException or IOException or AlreadyClosedException or ChannelClosedException or ObjectDisposedException)
        {
            turn.Live.Sever(ConnectFailure.Describe(exception));
            return;
        }

        // The client could not encode it: nothing was written.
        if (_state.TryTakeBack(turn))
        {
            End(turn.Pending, PublishFailure.Unsendable(turn.Pending, exception));
        }
    }

    private Task OnAnswerAsync(IChannel channel, ulong sequence, bool multiple, bool taken)
    {
        if (!taken)
        {
            Refused?.Invoke(channel);
        }

        var (retired, writes) = _state.Answer(channel, sequence, multiple, taken);
        completions.Go();
        retired?.Invoke();
        if (writes)
        {
            // Not on the client's read loop, which calls this.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        return Task.CompletedTask;
    }

    private Task OnReturnAsync(IChannel channel, BasicReturnEventArgs returned)
    {
        _state.MarkReturned(channel, returned.BasicProperties.MessageId, returned.RoutingKey);
        return Task.CompletedTask;
    }
}
