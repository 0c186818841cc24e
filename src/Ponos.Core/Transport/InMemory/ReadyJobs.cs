namespace Ponos.Transport.InMemory;

/// <summary>
/// The jobs of a queue that nobody holds: those of a higher priority first, and of one priority in order of arrival. A
/// priority that never came costs nothing but its place in an array.
/// </summary>
/// <param name="arguments">What the queue makes of priorities.</param>
internal sealed class ReadyJobs(QueueArguments arguments)
{
    private readonly ReadyLane?[] _lanes = new ReadyLane?[arguments.Priorities];

    /// <summary>No lane above it has a job.</summary>
    private int _top;

    public int Count { get; private set; }

    /// <summary>Those that were never taken.</summary>
    public IEnumerable<InMemoryDelivery> Arrived => _lanes.OfType<ReadyLane>().SelectMany(static lane => lane.Arrived);

    public void Add(InMemoryDelivery delivery)
    {
        LaneOf(delivery).Add(delivery);
        Count++;
    }

    public void Return(InMemoryDelivery delivery)
    {
        LaneOf(delivery).Return(delivery);
        Count++;
    }

    /// <summary>The first in line. There must be one.</summary>
    public InMemoryDelivery Take()
    {
        while (_top > 0 && _lanes[_top] is not { Count: > 0 })
        {
            _top--;
        }

        var delivery = _lanes[_top]?.Take() ?? throw new InvalidOperationException("No job is ready.");
        Count--;
        return delivery;
    }

    public void Clear()
    {
        Array.Clear(_lanes);
        (_top, Count) = (0, 0);
    }

    private ReadyLane LaneOf(InMemoryDelivery delivery)
    {
        var priority = arguments.PriorityOf(delivery.Priority);
        _top = Math.Max(_top, priority);
        return _lanes[priority] ??= new ReadyLane();
    }
}
