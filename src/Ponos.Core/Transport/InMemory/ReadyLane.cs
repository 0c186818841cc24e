namespace Ponos.Transport.InMemory;

/// <summary>
/// The jobs of one priority of a queue that nobody holds, in order of arrival. New ones go to the end of a linked list. Those that come
/// back were taken from its front, so each of them is before all of the list: they wait in a heap of their own by place.
/// </summary>
internal sealed class ReadyLane
{
    private readonly PriorityQueue<InMemoryDelivery, long> _returned = new();
    private InMemoryDelivery? _first;
    private InMemoryDelivery? _last;
    private int _arrived;

    public int Count => _arrived + _returned.Count;

    /// <summary>Those that were never taken, in order.</summary>
    public IEnumerable<InMemoryDelivery> Arrived
    {
        get
        {
            for (var delivery = _first; delivery is not null; delivery = delivery.Next)
            {
                yield return delivery;
            }
        }
    }

    public void Add(InMemoryDelivery delivery)
    {
        if (_last is null)
        {
            _first = delivery;
        }
        else
        {
            _last.Next = delivery;
        }

        _last = delivery;
        _arrived++;
    }

    public void Return(InMemoryDelivery delivery) => _returned.Enqueue(delivery, delivery.Sequence);

    /// <summary>The first in line. There must be one.</summary>
    public InMemoryDelivery Take()
    {
        if (_returned.TryDequeue(out var returned, out _))
        {
            return returned;
        }

        var delivery = _first ?? throw new InvalidOperationException("No job is ready.");
        _first = delivery.Next;
        if (_first is null)
        {
            _last = null;
        }

        // A chain from old jobs to new ones would keep the new ones out of the youngest generation's collection.
        delivery.Next = null;
        _arrived--;
        return delivery;
    }

    public void Clear()
    {
        _returned.Clear();
        _first = _last = null;
        _arrived = 0;
    }
}
