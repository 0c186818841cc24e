namespace Ponos.Transport.InMemory;

/// <summary>
/// Whoever a queue hands deliveries to, with those not settled yet. A linked list through the deliveries themselves, so
/// that holding one allocates nothing. Guarded by the queue's lock.
/// </summary>
internal abstract class JobHolder(InMemoryQueue queue)
{
    private InMemoryDelivery? _first;

    public InMemoryQueue Queue { get; } = queue;

    /// <summary>How many deliveries are unsettled.</summary>
    public int Unsettled { get; private set; }

    public void Hold(InMemoryDelivery delivery)
    {
        delivery.Holder = this;
        delivery.Previous = null;
        delivery.Next = _first;
        if (_first is not null)
        {
            _first.Previous = delivery;
        }

        _first = delivery;
        Unsettled++;
    }

    public void Release(InMemoryDelivery delivery)
    {
        if (delivery.Previous is null)
        {
            _first = delivery.Next;
        }
        else
        {
            delivery.Previous.Next = delivery.Next;
        }

        if (delivery.Next is not null)
        {
            delivery.Next.Previous = delivery.Previous;
        }

        delivery.Holder = null;
        delivery.Next = null;
        delivery.Previous = null;
        Unsettled--;
    }

    /// <summary>Takes one unsettled delivery away, or none is left.</summary>
    public InMemoryDelivery? ReleaseAny()
    {
        var delivery = _first;
        if (delivery is not null)
        {
            Release(delivery);
        }

        return delivery;
    }
}
