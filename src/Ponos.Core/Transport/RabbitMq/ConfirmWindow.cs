namespace Ponos.Transport.RabbitMq;

/// <summary>
/// What has been published on one channel and not been confirmed, by the sequence number that the broker counts as well.
/// Not safe for several threads: its lane holds a lock.
/// </summary>
internal sealed class ConfirmWindow(int capacity)
{
    // Not a ring: a queue without a majority leaves its publishes unconfirmed while those to other queues go on.
    private readonly Dictionary<ulong, PendingPublish> _unconfirmed = new(capacity);
    private ulong _next = 1;
    private ulong _lowest = 1;

    public bool IsFull => _unconfirmed.Count >= capacity;

    public int Count => _unconfirmed.Count;

    public ulong Enter(PendingPublish pending)
    {
        _unconfirmed.Add(_next, pending);
        return _next++;
    }

    /// <summary>The newest entry was never written: the broker has not counted it.</summary>
    public void TakeBack(ulong sequence)
    {
        _unconfirmed.Remove(sequence);
        _next = sequence;
    }

    /// <summary>Takes out what the broker answered.</summary>
    public void Leave(ulong sequence, bool multiple, List<PendingPublish> left)
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
            if (_unconfirmed.Remove(_lowest, out var pending))
            {
                left.Add(pending);
            }
        }
    }

    /// <summary>A mandatory message came back; the broker says which by its message id only.</summary>
    public void MarkReturned(string? messageId, string routingKey)
    {
        PendingPublish? first = null;
        var firstSequence = ulong.MaxValue;
        foreach (var (sequence, pending) in _unconfirmed)
        {
            if (sequence < firstSequence
                && pending is { Mandatory: true, Returned: false }
                && pending.RoutingKey == routingKey
                && pending.MessageId == messageId)
            {
                (first, firstSequence) = (pending, sequence);
            }
        }

        if (first is not null)
        {
            first.Returned = true;
        }
    }

    /// <summary>Takes out one; <see langword="null"/> when it was answered, or never was.</summary>
    public PendingPublish? TakeOut(ulong sequence) => _unconfirmed.Remove(sequence, out var pending) ? pending : null;

    public void Clear(List<PendingPublish> left)
    {
        left.AddRange(_unconfirmed.Values);
        _unconfirmed.Clear();
    }
}
