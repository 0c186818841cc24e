namespace Ponos.Transport.InMemory;

/// <summary>One consumer of a queue.</summary>
internal sealed class InMemoryReceiver(
    InMemoryTransport transport, InMemoryQueue queue, int prefetch, Action<Delivery> deliver, DateTimeOffset since)
    : JobHolder(queue), IReceiver
{
    public DateTimeOffset Since { get; } = since;

    public bool Stopped { get; set; }

    /// <summary>Completes a stop that waits for the delivery being handed out. Guarded by the queue's lock.</summary>
    public TaskCompletionSource? HandedOut { get; set; }

    /// <summary>Guarded by the queue's lock.</summary>
    public int Prefetch { get; set; } = prefetch;

    public bool CanTake => Unsettled < Prefetch;

    public void HandOut(InMemoryDelivery delivery)
    {
        try
        {
            deliver(delivery);
        }
        catch (Exception)
        {
            // It promised not to throw. The delivery stays unsettled, as it would on RabbitMQ; the process lives.
        }
    }

    public Task SetPrefetchAsync(int prefetch, CancellationToken cancellationToken)
    {
        Queue.SetPrefetch(this, prefetch);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Queue.StopAsync(this).WaitAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await Queue.StopAsync(this);
        Queue.TakeBack(this, lost: true);
        transport.Forget(this);
    }
}
