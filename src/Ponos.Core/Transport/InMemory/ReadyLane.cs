namespace Ponos.Transport.InMemory;

/// <summary>
/// The jobs of one priority of a queue that nobody holds, in order of arrival. Those that come back were taken from the front,
/// so each of them is before all that were never taken: they wait in a heap of their own by place.
/// </summary>
internal sealed class ReadyLane
{
    private readonly Queue<InMemoryDelivery> _arrived = new();
    private readonly PriorityQueue<InMemoryDelivery, long> _returned = new();

    public int Count => _arrived.Count + _returned.Count;

    /// <summary>Those that were never taken, in order.</summary>
    public IEnumerable<InMemoryDelivery> Arrived => _arrived;

    public void Add(InMemoryDelivery delivery) => _arrived.Enqueue(delivery);

    public void Return(InMemoryDelivery delivery) => _returned.Enqueue(delivery, delivery.Sequence);

    /// <summary>The first in line. There must be one.</summary>
    public InMemoryDelivery Take() => _returned.TryDequeue(out var returned, out _) ? returned : _arrived.Dequeue();
}
