namespace Ponos.Transport.InMemory;

/// <summary>Looks through a queue. What it puts back was only looked at, and is no nearer to its delivery limit.</summary>
internal sealed class InMemoryQueueReader(InMemoryTransport transport, InMemoryQueue queue) : JobHolder(queue), IQueueReader
{
    public long Count { get; } = queue.Counts.Ready;

    public int Consumers { get; } = queue.Counts.Receivers;

    public ValueTask<long> CountReadyAsync(CancellationToken cancellationToken) => new(Queue.Counts.Ready);

    public ValueTask<Delivery?> GetAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<Delivery?>(cancellationToken)
            : ValueTask.FromResult<Delivery?>(Queue.Take(this));

    public override ValueTask DisposeAsync()
    {
        Queue.TakeBack(this, lost: false);
        transport.Forget(this);
        return ValueTask.CompletedTask;
    }
}
