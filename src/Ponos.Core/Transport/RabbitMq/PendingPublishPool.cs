using System.Collections.Concurrent;

namespace Ponos.Transport.RabbitMq;

/// <summary>Publishes that are done with, for the next ones to use.</summary>
internal sealed class PendingPublishPool(int capacity)
{
    private readonly ConcurrentQueue<PendingPublish> _free = new();
    private int _count;

    /// <summary>Where they end.</summary>
    public CompletionLine Completions { get; } = new();

    public PendingPublish Rent()
    {
        if (_free.TryDequeue(out var pending))
        {
            Interlocked.Decrement(ref _count);
            return pending;
        }

        return new PendingPublish(this);
    }

    public void Return(PendingPublish pending)
    {
        if (Interlocked.Increment(ref _count) > capacity)
        {
            Interlocked.Decrement(ref _count);
            return;
        }

        _free.Enqueue(pending);
    }
}
