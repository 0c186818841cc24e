using RabbitMQ.Client;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// What a lane has to do and who does it: the publishes that wait, those that are unconfirmed, the channel in use, and
/// whether somebody writes to it. Each member holds the lane's lock while it looks or changes, and calls nobody meanwhile.
/// </summary>
internal sealed class LaneState(int capacity, CompletionLine completions)
{
    private readonly Lock _gate = new();
    private readonly WaitingLine _waiting = new();
    private readonly ConfirmWindow _window = new(capacity);
    private readonly List<PendingPublish> _answered = [];
    private LiveConnection? _live;
    private IChannel? _channel;
    private bool _writing;
    private bool _blocked;
    private bool _closed;
    private Action? _retired;

    /// <summary>The channel in use.</summary>
    public IChannel? Channel => Volatile.Read(ref _channel);

    public bool IsAttached => Channel is not null;

    /// <summary>Whether a publish would be written at once, as far as can be seen without asking.</summary>
    public bool IsFree => Channel is not null && _window.Count + _waiting.Count < capacity;

    /// <summary>Puts a publish in line.</summary>
    /// <param name="pending">The publish.</param>
    /// <param name="writes">Whether the caller is to write now.</param>
    /// <returns><see langword="false"/> when the lane is closed.</returns>
    public bool TryAdd(PendingPublish pending, out bool writes)
    {
        lock (_gate)
        {
            writes = false;
            if (_closed)
            {
                return false;
            }

            _waiting.Enqueue(pending);
            writes = MayWrite();
            return true;
        }
    }

    /// <summary>Whether the caller is to write now: one at a time does, since numbers are counted in the order of writing.</summary>
    public bool TryBecomeWriter()
    {
        lock (_gate)
        {
            return MayWrite();
        }
    }

    /// <summary>The writer's next publish, numbered. When there is none the caller has ceased to be the writer.</summary>
    public bool TryTakeNext(out LaneTurn turn)
    {
        lock (_gate)
        {
            if (_channel is not null && _retired is null && !_blocked && !_window.IsFull && _waiting.TryTake(out var next))
            {
                turn = new LaneTurn(_channel, _live!, next, _window.Enter(next));
                return true;
            }

            _writing = false;
            turn = default;
            return false;
        }
    }

    public void Attach(LiveConnection live, IChannel channel)
    {
        lock (_gate)
        {
            _live = live;
            _channel = channel;
            _retired = null;
        }
    }

    /// <summary>Lets a channel go, and takes over what had been written on it.</summary>
    public IReadOnlyList<PendingPublish> Detach(IChannel channel)
    {
        var lost = new List<PendingPublish>();
        lock (_gate)
        {
            if (_channel == channel)
            {
                _channel = null;
                _live = null;
                _window.Clear(lost);
            }
        }

        return lost;
    }

    /// <summary>Nothing more is written to the channel.</summary>
    /// <returns>What to call now, when nothing on it is unanswered.</returns>
    public Action? Retire(IChannel channel, Action retired)
    {
        lock (_gate)
        {
            if (_channel != channel)
            {
                return null;
            }

            _retired = retired;
            return GiveUp();
        }
    }

    public void Resume(IChannel channel)
    {
        lock (_gate)
        {
            if (_channel == channel)
            {
                _retired = null;
            }
        }
    }

    public void Block(bool blocked)
    {
        lock (_gate)
        {
            _blocked = blocked;
        }
    }

    /// <summary>Takes no more publishes, and gives out those that wait.</summary>
    public IReadOnlyList<PendingPublish> Close()
    {
        var lost = new List<PendingPublish>();
        lock (_gate)
        {
            _closed = true;
            _waiting.Clear(lost);
        }

        return lost;
    }

    /// <summary>A publish that was numbered and never written: the broker has not counted it.</summary>
    /// <returns><see langword="false"/> when its channel is gone, and it with the others.</returns>
    public bool TryTakeBack(LaneTurn turn)
    {
        lock (_gate)
        {
            if (_channel != turn.Channel)
            {
                return false;
            }

            _window.TakeBack(turn.Sequence);
            return true;
        }
    }

    /// <summary>Ends what the broker answered.</summary>
    /// <returns>What to call when the channel was retired and this was the last answer; and whether somebody is to write now.</returns>
    public (Action? Retired, bool Writes) Answer(IChannel channel, ulong sequence, bool multiple, bool taken)
    {
        lock (_gate)
        {
            if (_channel != channel)
            {
                return default;
            }

            _window.Leave(sequence, multiple, _answered);
            foreach (var pending in _answered)
            {
                completions.Add(pending, taken ? pending.Returned ? PublishFailure.Unroutable(pending.JobName, pending.RoutingKey) : null : PublishFailure.Rejected(pending));
            }

            _answered.Clear();
            return GiveUp() is { } retired ? (retired, false) : (null, MayWrite());
        }
    }

    public void MarkReturned(IChannel channel, string? messageId, string routingKey)
    {
        lock (_gate)
        {
            if (_channel == channel)
            {
                _window.MarkReturned(messageId, routingKey);
            }
        }
    }

    private bool MayWrite()
    {
        if (_writing || _waiting.Count == 0 || _channel is null || _retired is not null || _blocked || _window.IsFull)
        {
            return false;
        }

        return _writing = true;
    }

    private Action? GiveUp()
    {
        if (_retired is not { } retired || _window.Count > 0)
        {
            return null;
        }

        _channel = null;
        _live = null;
        _retired = null;
        // Nothing is in it; the next channel counts from one.
        _window.Clear([]);
        return retired;
    }
}
