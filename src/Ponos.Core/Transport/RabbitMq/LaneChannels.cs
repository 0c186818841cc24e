namespace Ponos.Transport.RabbitMq;

/// <summary>
/// The channel that a lane publishes on, and those before it that still owe answers. A channel is replaced as a whole, and only
/// by who finds the very one in its place that he set out to replace. Its lane's lock guards it.
/// </summary>
internal sealed class LaneChannels(IConfirmChannelOwner lane, Lock gate, int capacity, TimeProvider time)
{
    // A queue that is full refuses too: a new channel for that is in vain, and must stay rare.
    private static readonly TimeSpan BetweenRenewals = TimeSpan.FromSeconds(1);

    // A queue without a majority may answer nothing for hours, and channels that wait for it must not add up.
    private const int MostDraining = 8;

    private readonly List<ConfirmChannel> _draining = [];
    private IPublishingChannels? _origin;
    private ConfirmChannel? _current;
    private long _renewedAt;
    private ConfirmChannel? _renewing;
    private bool _closed;

    /// <summary>The one to publish on.</summary>
    public ConfirmChannel? Current => Volatile.Read(ref _current);

    /// <summary>Opens a channel on a new connection, and takes no more of those that are still being opened on the one before.</summary>
    /// <returns>Whether there is another channel in place now; so do all that put one there.</returns>
    public async Task<bool> UseAsync(IPublishingChannels origin, CancellationToken cancellationToken)
    {
        ConfirmChannel? before;
        lock (gate)
        {
            _origin = origin;
            before = _current;
        }

        return await ReplaceAsync(origin, before, cancellationToken);
    }

    /// <summary>Puts another in the place of one that ended.</summary>
    public async Task<bool> ReplaceAsync(ConfirmChannel ended)
    {
        try
        {
            return await ReplaceAsync(ended.Origin, ended, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // A connection on which no channel can be opened is of no use.
            ended.Origin.Sever(ConnectFailure.Describe(exception));
            return false;
        }
    }

    /// <summary>Puts another in the place of one that <see cref="MayRenew"/>.</summary>
    public async Task<bool> RenewAsync(ConfirmChannel refusing)
    {
        try
        {
            if (!await ReplaceAsync(refusing))
            {
                return false;
            }

            CloseIfDrained(refusing);
            return true;
        }
        finally
        {
            lock (gate)
            {
                // The one in its place may be in need of renewal by now.
                _renewing = _renewing == refusing ? null : _renewing;
            }
        }
    }

    /// <summary>Whether a channel that ends now leaves its place to be filled: not when its connection ended too. Under the lock.</summary>
    public bool LeavesPlace(ConfirmChannel ended, ChannelEnd end)
    {
        _draining.Remove(ended);
        return IsInPlace(ended) && !end.WithConnection;
    }

    /// <summary>
    /// Whether the channel's refusal is to be answered by another channel. One of RabbitMQ 3.10 whose first publish to a quorum
    /// queue finds the queue's leader gone refuses all later ones as well, for as long as that node is away, while the queue
    /// has long had another leader: only a fresh channel looks for it. Under the lock.
    /// </summary>
    public bool MayRenew(ConfirmChannel channel)
    {
        var now = time.GetTimestamp();
        if (_renewing == channel || _draining.Count == MostDraining || channel.IsOver || !IsInPlace(channel)
            || (_renewedAt != 0 && time.GetElapsedTime(_renewedAt, now) < BetweenRenewals))
        {
            return false;
        }

        _renewedAt = now;
        _renewing = channel;
        return true;
    }

    /// <summary>Ends a replaced channel that owes no more answers: nobody's publish becomes unknown by it. Under the lock.</summary>
    /// <returns>Whether it is to be closed.</returns>
    public bool TryEndDrained(ConfirmChannel channel)
    {
        if (channel.Unconfirmed > 0 || !_draining.Remove(channel))
        {
            return false;
        }

        channel.End(new ChannelEnd(0, "replaced", WithConnection: false));
        return true;
    }

    /// <summary>Takes no more channels. Under the lock.</summary>
    /// <returns>Those that there are.</returns>
    public ConfirmChannel[] Close()
    {
        _closed = true;
        return _current is null ? [] : [.. _draining, _current];
    }

    private bool IsInPlace(ConfirmChannel channel) => !_closed && _current == channel && _origin == channel.Origin;

    /// <summary>Opens a channel, and puts it in the place of one if that is still there.</summary>
    private async Task<bool> ReplaceAsync(IPublishingChannels origin, ConfirmChannel? before, CancellationToken cancellationToken)
    {
        var fresh = new ConfirmChannel(lane, gate, origin, capacity);
        await fresh.OpenAsync(cancellationToken);
        bool isWanted;
        lock (gate)
        {
            isWanted = !_closed && _current == before && _origin == origin;
            if (isWanted && !fresh.IsOver)
            {
                _current = fresh;
                if (before is { IsOver: false } && before.Origin == origin)
                {
                    _draining.Add(before);
                }

                return true;
            }
        }

        await fresh.Wire.CloseAsync();
        return isWanted ? throw new IOException("A channel was closed as soon as it was opened.") : false;
    }

    private void CloseIfDrained(ConfirmChannel channel)
    {
        bool drained;
        lock (gate)
        {
            drained = TryEndDrained(channel);
        }

        if (drained)
        {
            _ = channel.Wire.CloseAsync();
        }
    }
}
