using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;
using ChannelClosedException = System.Threading.Channels.ChannelClosedException;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Publishes in the order in which they came, over one channel at a time, at most so many unconfirmed on each. What no
/// channel has taken yet waits for the next one; what had been written when its channel died fails at once. The channel is
/// replaced as a whole, and only by who finds the very one in its place that he set out to replace.
/// </summary>
internal sealed class PublishLane(int capacity, WriteAccess access, CompletionLine completions, RabbitTransportOptions options)
    : IThreadPoolWorkItem
{
    // A queue that is full refuses too: a new channel for that is in vain, and must stay rare.
    private static readonly TimeSpan BetweenRenewals = TimeSpan.FromSeconds(1);

    // A queue without a majority may answer nothing for hours, and channels that wait for it must not add up.
    private const int MostDraining = 8;

    private readonly Lock _gate = new();
    private readonly List<LaneChannel> _draining = [];
    private readonly WaitingLine _waiting = new();
    private readonly List<PendingPublish> _answered = [];
    private IPublishingChannels? _origin;
    private LaneChannel? _current;
    private long _answers;
    private long _renewedAt;
    private bool _renewing;
    private bool _writing;
    private bool _blocked;
    private int _holds;
    private bool _closed;

    /// <summary>How much is in the broker's hands, and how often it has answered.</summary>
    public (int Unconfirmed, long Answers) Progress => (Volatile.Read(ref _current)?.Window.Count ?? 0, Volatile.Read(ref _answers));

    /// <summary>Whether a publish would be written at once, as far as can be seen without asking.</summary>
    public bool IsFree => Volatile.Read(ref _current) is { IsOver: false } channel && channel.Window.Count + _waiting.Count < capacity;

    public ValueTask PublishAsync(PendingPublish pending)
    {
        // Its caller may see the result, and the object go back to the pool, before this method returns.
        var task = pending.Task;
        var (isClosed, writes) = Add(pending);
        if (isClosed)
        {
            End(pending, PublishFailure.Unavailable(pending, "the transport has been disposed", mayHaveBeenTaken: false));
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
        LaneChannel? before;
        lock (_gate)
        {
            // From here on nothing that is still being opened on the connection before is taken.
            _origin = origin;
            before = _current;
        }

        await ReplaceAsync(origin, before, cancellationToken);
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
        LaneChannel[] channels;
        lock (_gate)
        {
            _closed = true;
            _waiting.Clear(unsent);
            channels = _current is null ? [] : [.. _draining, _current];
        }

        foreach (var pending in unsent)
        {
            End(pending, PublishFailure.Unavailable(pending, "the transport was disposed before it was sent", mayHaveBeenTaken: false));
        }

        foreach (var channel in channels)
        {
            channel.Ended(ChannelEnd.Lost("the transport was disposed"));
        }
    }

    public void OnAnswered(LaneChannel channel, ulong sequence, bool multiple, bool taken)
    {
        bool writes, drained, renews;
        lock (_gate)
        {
            channel.Window.Leave(sequence, multiple, _answered);
            Volatile.Write(ref _answers, _answers + 1);
            foreach (var pending in _answered)
            {
                completions.Add(pending, taken
                    ? pending.Returned ? PublishFailure.Unroutable(pending.JobName, pending.RoutingKey) : null
                    : PublishFailure.Rejected(pending));
            }

            _answered.Clear();
            drained = TryEndDraining(channel);
            renews = !taken && MayRenew(channel);
            writes = MayWrite();
        }

        completions.Go();
        if (drained)
        {
            _ = channel.Wire.CloseAsync();
        }

        if (renews)
        {
            _ = Task.Run(() => RenewAsync(channel));
        }

        if (writes)
        {
            // Not on the client's read loop, which calls this.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    public void OnReturned(LaneChannel channel, string? messageId, string routingKey)
    {
        lock (_gate)
        {
            channel.Window.MarkReturned(messageId, routingKey);
        }
    }

    /// <summary>
    /// The channel is gone: fails at once what had been written on it, and opens another unless its connection is gone too.
    /// </summary>
    public void OnEnded(LaneChannel channel, ChannelEnd end)
    {
        var lost = new List<PendingPublish>();
        PendingPublish? onTrial;
        bool replaces;
        lock (_gate)
        {
            if (channel.IsOver)
            {
                return;
            }

            channel.IsOver = true;
            onTrial = channel.Window.TakeOut(channel.OnTrial);
            channel.Window.Clear(lost);
            _draining.Remove(channel);
            replaces = _current == channel && _origin == channel.Origin && !_closed && !end.WithConnection;
        }

        var refusal = PublishRefusal.Of(end);
        access.Learn(refusal, onTrial, end.ToString());
        if (onTrial is not null)
        {
            End(onTrial, PublishFailure.Refused(onTrial, refusal, end));
        }

        foreach (var pending in lost)
        {
            var only = refusal.Exchange is { } exchange
                && pending.Exchange == exchange
                && lost.Count(other => other.Exchange == exchange) == 1;
            End(pending, only ? PublishFailure.Refused(pending, refusal, end) : PublishFailure.Unconfirmed(pending, refusal, end));
        }

        if (replaces)
        {
            options.Logger.PublishChannelLost(end.ToString());
            _ = Task.Run(() => ReplaceEndedAsync(channel));
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

    private void End(PendingPublish pending, Exception failure)
    {
        completions.Add(pending, failure);
        completions.Go();
    }

    /// <summary>
    /// Whether the caller is to write now: one at a time does, since numbers are counted in the order of writing. Under the lock.
    /// </summary>
    private bool MayWrite()
    {
        if (_writing || _waiting.Count == 0 || _blocked || _holds > 0 || _current is not { MayWrite: true })
        {
            return false;
        }

        return _writing = true;
    }

    private void Write()
    {
        while (TryTakeNext(out var turn))
        {
            ValueTask writing;
            try
            {
                writing = turn.Channel.Wire.WriteAsync(turn.Pending);
            }
            catch (Exception exception)
            {
                writing = ValueTask.FromException(exception);
            }

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
            if (!_blocked && _holds == 0 && _current is { MayWrite: true } channel && _waiting.TryTake(out var next))
            {
                var sequence = channel.Window.Enter(next);
                var onTrial = access.NeedsTrial(next.Exchange, next.Body.Length) ? next.Exchange : null;
                channel.OnTrial = onTrial is null ? 0 : sequence;
                turn = new Turn(channel, next, sequence, onTrial);
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
                access.Grant(exchange);
                EndTrial(turn.Channel);
            }
        }
        catch (Exception exception)
        {
            WriteFailed(turn, exception);
        }

        Write();
    }

    private void EndTrial(LaneChannel channel)
    {
        lock (_gate)
        {
            channel.OnTrial = 0;
        }
    }

    private void WriteFailed(in Turn turn, Exception exception)
    {
        if (!turn.Channel.Wire.IsOpen)
        {
            // Its end fails it with all others, or already has.
            return;
        }

        if (exception is OperationCanceledException or TimeoutException or IOException or AlreadyClosedException or ChannelClosedException
            or ObjectDisposedException)
        {
            turn.Channel.Origin.Sever(ConnectFailure.Describe(exception));
            return;
        }

        // The client could not encode it: nothing was written.
        lock (_gate)
        {
            if (turn.Channel.IsOver)
            {
                return;
            }

            turn.Channel.Window.TakeBack(turn.Sequence);
        }

        End(turn.Pending, PublishFailure.Unsendable(turn.Pending, exception));
    }

    /// <summary>
    /// Whether the channel's refusal is to be answered by another channel. One of RabbitMQ 3.10 whose first publish to a quorum
    /// queue finds the queue's leader gone refuses all later ones as well, for as long as that node is away, while the queue
    /// has long had another leader: only a fresh channel looks for it. Under the lock.
    /// </summary>
    private bool MayRenew(LaneChannel channel)
    {
        var now = options.TimeProvider.GetTimestamp();
        if (_closed || _renewing || _draining.Count == MostDraining || channel.IsOver || _current != channel || _origin != channel.Origin
            || (_renewedAt != 0 && options.TimeProvider.GetElapsedTime(_renewedAt, now) < BetweenRenewals))
        {
            return false;
        }

        _renewedAt = now;
        return _renewing = true;
    }

    /// <summary>Nobody's publish becomes unknown: the channel before stays until all that it carries is answered. Under the lock.</summary>
    private bool TryEndDraining(LaneChannel channel)
    {
        if (channel.Window.Count > 0 || !_draining.Remove(channel))
        {
            return false;
        }

        return channel.IsOver = true;
    }

    private async Task RenewAsync(LaneChannel channel)
    {
        try
        {
            if (await ReplaceAsync(channel.Origin, channel, CancellationToken.None))
            {
                EndIfDrained(channel);
            }
        }
        catch (Exception exception)
        {
            channel.Origin.Sever(ConnectFailure.Describe(exception));
        }
        finally
        {
            lock (_gate)
            {
                _renewing = false;
            }
        }
    }

    private async Task ReplaceEndedAsync(LaneChannel channel)
    {
        try
        {
            await ReplaceAsync(channel.Origin, channel, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // A connection on which no channel can be opened is of no use.
            channel.Origin.Sever(ConnectFailure.Describe(exception));
        }
    }

    /// <summary>Opens a channel, and puts it in the place of one if that is still there.</summary>
    /// <returns>Whether it did.</returns>
    private async Task<bool> ReplaceAsync(IPublishingChannels origin, LaneChannel? before, CancellationToken cancellationToken)
    {
        var fresh = new LaneChannel(this, origin, capacity);
        await fresh.OpenAsync(cancellationToken);
        bool replaced;
        lock (_gate)
        {
            replaced = !_closed && _origin == origin && _current == before && !fresh.IsOver;
            if (replaced)
            {
                _current = fresh;
                if (before is { IsOver: false } && before.Origin == origin)
                {
                    _draining.Add(before);
                }
            }
        }

        if (replaced)
        {
            Kick();
            return true;
        }

        await fresh.Wire.CloseAsync();
        return fresh.IsOver && IsInPlace(before) ? throw new IOException("A channel was closed as soon as it was opened.") : false;
    }

    private bool IsInPlace(LaneChannel? channel)
    {
        lock (_gate)
        {
            return _current == channel && !_closed;
        }
    }

    private void EndIfDrained(LaneChannel channel)
    {
        bool drained;
        lock (_gate)
        {
            drained = TryEndDraining(channel);
        }

        if (drained)
        {
            _ = channel.Wire.CloseAsync();
        }
    }

    /// <summary>One publish that is to be written, on which channel, and as which of that channel's.</summary>
    private readonly record struct Turn(LaneChannel Channel, PendingPublish Pending, ulong Sequence, string? OnTrial);
}
