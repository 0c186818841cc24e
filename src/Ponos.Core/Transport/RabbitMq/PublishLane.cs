using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// One channel's worth of publishing, over all the channels it has in its life. Publishes are written in the order in
/// which they came, at most so many unconfirmed; those that no channel has taken yet wait for the next one, and those that
/// had been written when their channel died fail at once: whether the broker took them is unknown.
/// </summary>
internal sealed class PublishLane : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly WaitingLine _waiting = new();
    private readonly ConfirmWindow _window;
    private readonly int _capacity;
    private readonly CompletionLine _completions;
    private readonly List<PendingPublish> _answered = [];
    private LiveConnection? _live;
    private IChannel? _channel;
    private bool _writing;
    private bool _blocked;
    private bool _closed;
    private Action? _retired;

    public PublishLane(int capacity, CompletionLine completions)
    {
        _capacity = capacity;
        _completions = completions;
        _window = new ConfirmWindow(capacity);
    }

    public bool IsAttached => Volatile.Read(ref _channel) is not null;

    /// <summary>Told of each channel on which the broker refused a publish.</summary>
    public Action<IChannel>? Refused { get; set; }

    /// <summary>Whether a publish would be written at once, as far as can be seen without asking.</summary>
    public bool IsFree => Volatile.Read(ref _channel) is not null && _window.Count + _waiting.Count < _capacity;

    public ValueTask PublishAsync(PendingPublish pending)
    {
        // Its caller may see the result, and the object go back to the pool, before this method returns.
        var task = pending.Task;
        lock (_gate)
        {
            if (_closed)
            {
                _completions.Add(pending, PublishFailure.Unavailable(pending, "the transport has been disposed", mayHaveBeenTaken: false));
                _completions.Go();
                return task;
            }

            _waiting.Enqueue(pending);
            if (!TryBecomeWriter())
            {
                return task;
            }
        }

        Write();
        return task;
    }

    /// <summary>Takes a fresh channel into use.</summary>
    public void Attach(LiveConnection live, IChannel channel)
    {
        channel.BasicAcksAsync += (_, ack) => OnAnswerAsync(channel, ack.DeliveryTag, ack.Multiple, taken: true);
        channel.BasicNacksAsync += (_, nack) => OnAnswerAsync(channel, nack.DeliveryTag, nack.Multiple, taken: false);
        channel.BasicReturnAsync += (_, returned) => OnReturnAsync(channel, returned);
        IChannel? before;
        lock (_gate)
        {
            before = _channel;
        }

        if (before is not null)
        {
            // Its loss has not been reported yet; its numbers mean nothing on the new channel.
            Detach(before, "the channel was replaced");
        }

        lock (_gate)
        {
            _live = live;
            _channel = channel;
            _retired = null;
        }

        Kick();
    }

    /// <summary>Writes no more to a channel, and gives it up when all that it carries is answered: nobody's publish becomes unknown.</summary>
    public void Retire(IChannel channel, Action retired)
    {
        lock (_gate)
        {
            if (_channel != channel)
            {
                return;
            }

            _retired = retired;
            if (!TryGiveUp(out retired!))
            {
                return;
            }
        }

        retired();
    }

    /// <summary>Writes on to a channel that could not be given up.</summary>
    public void Resume(IChannel channel)
    {
        lock (_gate)
        {
            if (_channel == channel)
            {
                _retired = null;
            }
        }

        Kick();
    }

    /// <summary>The channel is gone: fails at once what had been written on it.</summary>
    public void Detach(IChannel channel, string reason)
    {
        var lost = new List<PendingPublish>();
        lock (_gate)
        {
            if (_channel != channel)
            {
                return;
            }

            _channel = null;
            _live = null;
            _window.Clear(lost);
        }

        foreach (var pending in lost)
        {
            _completions.Add(pending, PublishFailure.Unavailable(pending, $"the connection was lost before the broker confirmed it: {reason}", mayHaveBeenTaken: true));
            _completions.Go();
        }
    }

    /// <summary>While the broker raises an alarm nothing is written: what is written then hangs until it clears.</summary>
    public void Block(bool blocked)
    {
        lock (_gate)
        {
            _blocked = blocked;
        }

        Kick();
    }

    public void Close()
    {
        IChannel? channel;
        var lost = new List<PendingPublish>();
        lock (_gate)
        {
            _closed = true;
            channel = _channel;
            _waiting.Clear(lost);
        }

        foreach (var pending in lost)
        {
            _completions.Add(pending, PublishFailure.Unavailable(pending, "the transport was disposed before it was sent", mayHaveBeenTaken: false));
            _completions.Go();
        }

        if (channel is not null)
        {
            Detach(channel, "the transport was disposed");
        }
    }

    void IThreadPoolWorkItem.Execute() => Write();

    private void Kick()
    {
        lock (_gate)
        {
            if (!TryBecomeWriter())
            {
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>One writer at a time: sequence numbers must be counted in the order of writing. Under the lock.</summary>
    private bool TryBecomeWriter()
    {
        if (_writing || _waiting.Count == 0 || _channel is null || _retired is not null || _blocked || _window.IsFull)
        {
            return false;
        }

        return _writing = true;
    }

    private void Write()
    {
        while (TryTakeNext(out var channel, out var live, out var pending, out var sequence))
        {
            ValueTask writing;
            try
            {
                writing = channel.BasicPublishAsync(pending.Exchange, pending.RoutingKey, pending.Mandatory, pending.Properties, pending.Body, live.LostToken);
            }
            catch (Exception exception)
            {
                writing = ValueTask.FromException(exception);
            }

            pending.EndWrite();
            if (!writing.IsCompleted)
            {
                // The socket is slow. Whoever publishes meanwhile queues up.
                _ = FinishWriteAsync(writing, channel, live, pending, sequence);
                return;
            }

            try
            {
                writing.GetAwaiter().GetResult();
            }
            catch (Exception exception)
            {
                WriteFailed(channel, live, pending, sequence, exception);
            }
        }
    }

    private async Task FinishWriteAsync(ValueTask writing, IChannel channel, LiveConnection live, PendingPublish pending, ulong sequence)
    {
        try
        {
            await writing;
        }
        catch (Exception exception)
        {
            WriteFailed(channel, live, pending, sequence, exception);
        }

        Write();
    }

    private bool TryTakeNext(out IChannel channel, out LiveConnection live, out PendingPublish pending, out ulong sequence)
    {
        lock (_gate)
        {
            if (_channel is not null && _retired is null && !_blocked && !_window.IsFull && _waiting.TryTake(out var next))
            {
                channel = _channel;
                live = _live!;
                pending = next;
                sequence = _window.Enter(next);
                return true;
            }

            _writing = false;
            channel = null!;
            live = null!;
            pending = null!;
            sequence = 0;
            return false;
        }
    }

    private void WriteFailed(IChannel channel, LiveConnection live, PendingPublish pending, ulong sequence, Exception exception)
    {
        if (!channel.IsOpen || live.IsLost)
        {
            // Detach fails it with all others, or already has.
            return;
        }

        if (exception is OperationCanceledException or IOException or AlreadyClosedException or ChannelClosedException or ObjectDisposedException)
        {
            live.Sever(ConnectFailure.Describe(exception));
            return;
        }

        // The client could not encode it: nothing was written, so the broker has not counted it.
        lock (_gate)
        {
            if (_channel != channel)
            {
                return;
            }

            _window.TakeBack(sequence);
        }

        _completions.Add(pending, PublishFailure.Unsendable(pending, exception));
        _completions.Go();
    }

    /// <summary>Under the lock.</summary>
    private bool TryGiveUp(out Action? retired)
    {
        retired = _window.Count == 0 ? _retired : null;
        if (retired is null)
        {
            return false;
        }

        _channel = null;
        _live = null;
        _retired = null;
        // Nothing is in it; the next channel counts from one.
        _window.Clear([]);
        return true;
    }

    private Task OnAnswerAsync(IChannel channel, ulong sequence, bool multiple, bool taken)
    {
        if (!taken)
        {
            Refused?.Invoke(channel);
        }

        // Answers of one channel come one after the other, so the list is used by one at a time.
        lock (_gate)
        {
            if (_channel != channel)
            {
                return Task.CompletedTask;
            }

            _window.Leave(sequence, multiple, _answered);
            foreach (var pending in _answered)
            {
                _completions.Add(pending, taken ? pending.Returned ? PublishFailure.Unroutable(pending.JobName, pending.RoutingKey) : null : PublishFailure.Rejected(pending));
            }

            _answered.Clear();
            _completions.Go();
            if (TryGiveUp(out var retired))
            {
                retired!();
                return Task.CompletedTask;
            }

            if (!TryBecomeWriter())
            {
                return Task.CompletedTask;
            }
        }

        // Not on the client's read loop, which calls this.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return Task.CompletedTask;
    }

    private Task OnReturnAsync(IChannel channel, BasicReturnEventArgs returned)
    {
        lock (_gate)
        {
            if (_channel == channel)
            {
                _window.MarkReturned(returned.BasicProperties.MessageId, returned.RoutingKey);
            }
        }

        return Task.CompletedTask;
    }
}
