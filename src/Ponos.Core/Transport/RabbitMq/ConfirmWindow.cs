namespace Ponos.Transport.RabbitMq;

/// <summary>
/// What has been published on one channel and not been confirmed, by the sequence number that the broker counts as well.
/// Not safe for several threads: its channel's owner holds a lock.
/// </summary>
internal sealed class ConfirmWindow(int capacity)
{
    // Not a ring: a queue without a majority leaves its publishes unconfirmed while those to other queues go on.
    private readonly Dictionary<ulong, UnconfirmedPublish> _unconfirmed = new(capacity);
    private ulong _next = 1;
    private ulong _lowest = 1;

    public bool IsFull => _unconfirmed.Count >= capacity;

    public int Count => _unconfirmed.Count;

    public ulong Enter(UnconfirmedPublish publish)
    {
        _unconfirmed.Add(_next, publish);
        return _next++;
    }

    /// <summary>Takes out the newest entry, which was never written: the broker has not counted it.</summary>
    public UnconfirmedPublish? TakeBack(ulong sequence)
    {
        _unconfirmed.Remove(sequence, out var publish);
        _next = sequence;
        return publish;
    }

    /// <summary>Takes out what the broker answered.</summary>
    public void Leave(ulong sequence, bool multiple, List<UnconfirmedPublish> left)
    {
        if (!multiple)
        {
            if (_unconfirmed.Remove(sequence, out var one))
            {
                left.Add(one);
            }

            return;
        }

        // Each number is passed once in a channel's life.
        for (; _lowest <= sequence; _lowest++)
        {
            if (_unconfirmed.Remove(_lowest, out var publish))
            {
                left.Add(publish);
            }
        }
    }

    /// <summary>A mandatory message came back; the broker says which by its message id only.</summary>
    public void MarkReturned(string? messageId, string routingKey)
    {
        UnconfirmedPublish? first = null;
        var firstSequence = ulong.MaxValue;
        foreach (var (sequence, publish) in _unconfirmed)
        {
            if (sequence < firstSequence && publish is { Mandatory: true, Returned: false }
                && publish.RoutingKey == routingKey && publish.MessageId == messageId)
            {
                (first, firstSequence) = (publish, sequence);
            }
        }

        if (first is not null)
        {
            first.Returned = true;
        }
    }

    /// <summary>One of them; <see langword="null"/> when it was answered, or never was.</summary>
    public UnconfirmedPublish? Find(ulong sequence) => _unconfirmed.GetValueOrDefault(sequence);

    public void Clear(List<UnconfirmedPublish> left)
    {
        left.AddRange(_unconfirmed.Values);
        _unconfirmed.Clear();
    }
}
