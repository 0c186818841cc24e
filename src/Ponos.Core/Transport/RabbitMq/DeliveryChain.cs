namespace Ponos.Transport.RabbitMq;

/// <summary>What is to be written to settle: one tag or all up to it.</summary>
internal readonly record struct SettleFrame(ulong Tag, bool Multiple, bool Requeue);

/// <summary>
/// A channel's unsettled deliveries in the order of their tags, linked through themselves. Knows what may be acknowledged
/// with what: never past one that is unfinished. Not safe for several threads: its settler holds a lock.
/// </summary>
internal sealed class DeliveryChain
{
    private RabbitDelivery? _head;
    private RabbitDelivery? _tail;
    private int _round;

    /// <summary>How many somebody is working on.</summary>
    public int Open { get; private set; }

    /// <summary>How many are finished and not yet settled with the broker.</summary>
    public int Finished { get; private set; }

    public void Add(RabbitDelivery delivery)
    {
        delivery.Before = _tail;
        if (_tail is null)
        {
            _head = delivery;
        }
        else
        {
            _tail.After = delivery;
        }

        _tail = delivery;
        Open++;
    }

    public void Finish(RabbitDelivery delivery, Settling settling)
    {
        delivery.Settling = settling;
        delivery.Round = _round;
        Open--;
        Finished++;
    }

    /// <summary>What is finished now and still in the chain after this has waited long enough.</summary>
    public void NextRound() => _round++;

    public void Clear()
    {
        _head = null;
        _tail = null;
    }

    /// <summary>Takes out the finished head, and of what is finished behind an unfinished one all or what has waited a round.</summary>
    public void Collect(bool all, List<SettleFrame> frames)
    {
        CollectHead(frames);
        CollectBehind(all, frames);
    }

    private void CollectHead(List<SettleFrame> frames)
    {
        ulong upTo = 0;
        while (_head is { Settling: not Settling.Open } delivery)
        {
            if (delivery.Settling == Settling.Ack)
            {
                upTo = delivery.Tag;
            }
            else
            {
                AckUpTo(ref upTo, frames);
                frames.Add(new SettleFrame(delivery.Tag, Multiple: false, Requeue: true));
            }

            Unlink(delivery);
        }

        AckUpTo(ref upTo, frames);
    }

    private static void AckUpTo(ref ulong tag, List<SettleFrame> frames)
    {
        if (tag != 0)
        {
            frames.Add(new SettleFrame(tag, Multiple: true, Requeue: false));
            tag = 0;
        }
    }

    private void CollectBehind(bool all, List<SettleFrame> frames)
    {
        for (var delivery = _head; delivery is not null && Finished > 0;)
        {
            var after = delivery.After;
            if (delivery.Settling == Settling.Requeue || (delivery.Settling == Settling.Ack && (all || delivery.Round < _round)))
            {
                frames.Add(new SettleFrame(delivery.Tag, Multiple: false, delivery.Settling == Settling.Requeue));
                Unlink(delivery);
            }

            delivery = after;
        }
    }

    private void Unlink(RabbitDelivery delivery)
    {
        if (delivery.Before is null)
        {
            _head = delivery.After;
        }
        else
        {
            delivery.Before.After = delivery.After;
        }

        if (delivery.After is null)
        {
            _tail = delivery.Before;
        }
        else
        {
            delivery.After.Before = delivery.Before;
        }

        delivery.Before = null;
        delivery.After = null;
        Finished--;
    }
}
