namespace Ponos.Transport.InMemory;

/// <summary>Whoever a queue hands deliveries to, with those not settled yet. Guarded by the queue's lock.</summary>
internal abstract class JobHolder(InMemoryQueue queue) : IAsyncDisposable
{
    /// <summary>By their places, whose hash costs less than that of an object.</summary>
    private readonly Dictionary<long, InMemoryDelivery> _unsettled = [];

    public InMemoryQueue Queue { get; } = queue;

    /// <summary>How many deliveries are unsettled.</summary>
    public int Unsettled => _unsettled.Count;

    public abstract ValueTask DisposeAsync();

    public void Hold(InMemoryDelivery delivery)
    {
        delivery.Holder = this;
        _unsettled.Add(delivery.Sequence, delivery);
    }

    public void Release(InMemoryDelivery delivery)
    {
        delivery.Holder = null;
        _unsettled.Remove(delivery.Sequence);
    }

    /// <summary>Takes all unsettled deliveries away.</summary>
    public InMemoryDelivery[] ReleaseAll()
    {
        InMemoryDelivery[] all = [.. _unsettled.Values];
        foreach (var delivery in all)
        {
            Release(delivery);
        }

        return all;
    }
}
