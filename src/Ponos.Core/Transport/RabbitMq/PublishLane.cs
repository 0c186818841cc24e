using Microsoft.Extensions.Logging;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Publishes in the order in which they came, over one channel at a time, at most so many unconfirmed on each. What no
/// channel has taken yet waits for the next one; what had been written when its channel died fails at once.
/// </summary>
internal sealed class PublishLane : IConfirmChannelOwner, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly WaitingLine _waiting = new();
    private readonly LaneChannels _channels;
    private readonly WriteAccess _access;
    private readonly CompletionLine _completions;
    private readonly RabbitTransportOptions _options;
    private readonly int _capacity;
    private long _answers;
    private bool _writing;
    private bool _blocked;
    private int _holds;
    private bool _closed;

    public PublishLane(int capacity, WriteAccess access, CompletionLine completions, RabbitTransportOptions options)
    {
        _channels = new LaneChannels(this, _gate, capacity, options.TimeProvider);
        _capacity = capacity;
        _access = access;
        _completions = completions;
        _options = options;
    }

    /// <summary>How much is in the broker's hands, and how often it has answered.</summary>
    public (int Unconfirmed, long Answers) Progress => (_channels.Current?.Unconfirmed ?? 0, Volatile.Read(ref _answers));

    /// <summary>Whether a publish would be written at once, as far as can be seen without asking.</summary>
    public bool IsFree => _channels.Current is { IsOver: false } channel && channel.Unconfirmed + _waiting.Count < _capacity;

    public ValueTask PublishAsync(PendingPublish pending)
    {
        // Its caller may see the result, and the object go back to the pool, before this method returns.
        var task = pending.Task;
        var (isClosed, writes) = Add(pending);
        if (isClosed)
        {
            pending.End(Confirm.Unsent(ChannelEnd.Lost("the transport has been disposed")));
            _completions.Go();
        }
        else if (writes)
        {
            Write();
        }

        return task;
    }

    /// <summary>Publishes over a new connection from now on.</summary>
    public async Task UseAsync(IPublishingChannels origin, CancellationToken cancellationToken)
    {
        if (await _channels.UseAsync(origin, cancellationToken))
        {
            Kick();
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

    /// <summary>Writes nothing until as many who held it have let go.</summary>
    public void Hold(bool held)
    {
        lock (_gate)
        {
            _holds += held ? 1 : -1;
        }

        Kick();
    }

    /// <summary>Takes no more publishes, and ends those that it has.</summary>
    public void Close()
    {
        var unsent = new List<PendingPublish>();
        ConfirmChannel[] channels;
        lock (_gate)
        {
            _closed = true;
            _waiting.Clear(unsent);
            channels = _channels.Close();
        }

        foreach (var pending in unsent)
        {
            pending.End(Confirm.Unsent(ChannelEnd.Lost("the transport was disposed before it was sent")));
        }

        _completions.Go();
        foreach (var channel in channels)
        {
            OnEnded(channel, ChannelEnd.Lost("the transport was disposed"));
        }
    }

    public void OnAnswered(ConfirmChannel channel, ulong sequence, bool multiple, bool taken)
    {
        bool writes, drained, renews;
        lock (_gate)
        {
            channel.Answer(sequence, multiple, taken);
            Volatile.Write(ref _answers, _answers + 1);
            drained = _channels.TryEndDrained(channel);
            renews = !taken && _channels.MayRenew(channel);
            writes = MayWrite();
        }

        _completions.Go();
        if (drained)
        {
            _ = channel.Wire.CloseAsync();
        }

        if (renews)
        {
            _ = Task.Run(() => KickAfterAsync(_channels.RenewAsync(channel)));
        }

        if (writes)
        {
            // Not on the client's read loop, which calls this.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>
    /// The channel is gone: fails at once what had been written on it, and opens another unless its connection is gone too.
    /// </summary>
    public void OnEnded(ConfirmChannel channel, ChannelEnd end)
    {
        bool replaces;
        lock (_gate)
        {
            if (channel.IsOver)
            {
                return;
            }

            _access.Learn(end, channel.OnTrial);
            channel.End(end);
            replaces = _channels.LeavesPlace(channel, end);
        }

        _completions.Go();
        if (replaces)
        {
            _options.Logger.PublishChannelLost(end.ToString());
            _ = Task.Run(() => KickAfterAsync(_channels.ReplaceAsync(channel)));
        }
    }

    void IThreadPoolWorkItem.Execute() => Write();

    private (bool IsClosed, bool Writes) Add(PendingPublish pending)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return (true, false);
            }

            _waiting.Enqueue(pending);
            return (false, MayWrite());
        }
    }

    private async Task KickAfterAsync(Task<bool> replacing)
    {
        if (await replacing)
        {
            Kick();
        }
    }

    private void Kick()
    {
        bool writes;
        lock (_gate)
        {
            writes = MayWrite();
        }

        if (writes)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>
    /// Whether the caller is to write now: one at a time does, since numbers are counted in the order of writing. Under the lock.
    /// </summary>
    private bool MayWrite()
    {
        if (_writing || _waiting.Count == 0 || _blocked || _holds > 0 || _channels.Current is not { MayWrite: true })
        {
            return false;
        }

        return _writing = true;
    }

    private void Write()
    {
        while (TryTakeNext(out var turn))
        {
            var writing = turn.Channel.WriteAsync(turn.Pending);
            turn.Pending.EndWrite();
            if (!writing.IsCompletedSuccessfully || turn.OnTrial is not null)
            {
                // The socket is slow, or the broker is asked. Whoever publishes meanwhile queues up.
                _ = FinishWriteAsync(writing, turn);
                return;
            }
        }
    }

    /// <summary>The writer's next publish, numbered. When there is none the caller has ceased to be the writer.</summary>
    private bool TryTakeNext(out Turn turn)
    {
        lock (_gate)
        {
            if (!_blocked && _holds == 0 && _channels.Current is { MayWrite: true } channel && _waiting.TryTake(out var next))
            {
                var onTrial = _access.NeedsTrial(next.Exchange, next.Body.Length) ? next.Exchange : null;
                turn = new Turn(channel, next, channel.Enter(next, onTrial is not null), onTrial);
                return true;
            }

            _writing = false;
            turn = default;
            return false;
        }
    }

    private async Task FinishWriteAsync(ValueTask writing, Turn turn)
    {
        try
        {
            await writing;
            if (turn.OnTrial is { } exchange)
            {
                await turn.Channel.Wire.AskAsync();
                _access.Grant(exchange);
                turn.Channel.EndTrial();
            }
        }
        catch (Exception exception)
        {
            turn.Channel.WriteFailed(turn.Sequence, exception);
            _completions.Go();
        }

        Write();
    }

    /// <summary>One publish that is to be written, on which channel, and as which of that channel's.</summary>
    private readonly record struct Turn(ConfirmChannel Channel, PendingPublish Pending, ulong Sequence, string? OnTrial);
}
