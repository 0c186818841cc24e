using Ponos.Topology;

namespace Ponos.Transport.InMemory;

/// <summary>One service's connection to the embedded broker. Its end is the loss of that connection.</summary>
internal sealed class InMemoryTransport(InMemoryBroker broker) : ITransport
{
    private readonly Lock _lock = new();
    private readonly List<JobHolder> _holders = [];
    private readonly DateTimeOffset _since = broker.Clock.GetUtcNow();
    private bool _disposed;

    public string Description => "the embedded broker";

    public TransportHealth Health
    {
        get
        {
            var queues = new Dictionary<string, TransportState>(StringComparer.Ordinal);
            lock (_lock)
            {
                foreach (var receiver in _holders.OfType<InMemoryReceiver>())
                {
                    if (!receiver.Stopped)
                    {
                        queues[receiver.Queue.Name] = new TransportState(TransportStatus.Healthy, receiver.Since);
                    }
                }
            }

            return new TransportHealth(new TransportState(TransportStatus.Healthy, _since), queues);
        }
    }

    public Task DeclareAsync(TopologyShape topology, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        try
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                broker.Declare(topology, this);
            }

            return Task.CompletedTask;
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }

    public Task<bool> RemoveUnusedAsync(string exchange, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<bool>(cancellationToken)
            : Task.FromResult(broker.RemoveUnused(exchange));

    public ValueTask SendAsync(OutgoingJob job, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        try
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
            broker.Send(job.WithAllHeaders());
            return ValueTask.CompletedTask;
        }
        catch (Exception exception)
        {
            return ValueTask.FromException(exception);
        }
    }

    public Task<IReceiver> ReceiveAsync(
        string queue, ReceiveLimits limits, Action<Delivery> deliver, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limits.Prefetch, 1);
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<IReceiver>(cancellationToken);
        }

        var source = broker.Queue(queue) ?? throw new InvalidOperationException(
            $"There is no queue '{queue}' to receive from. Declare it first.");
        TopologyDifference.RefuseOther(source, this);
        var receiver = new InMemoryReceiver(this, source, limits.Prefetch, deliver, broker.Clock.GetUtcNow());
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _holders.Add(receiver);
            source.Attach(receiver);
        }

        return Task.FromResult<IReceiver>(receiver);
    }

    public Task<IQueueReader?> ReadAsync(string queue, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<IQueueReader?>(cancellationToken);
        }

        if (broker.Queue(queue) is not { } source)
        {
            return Task.FromResult<IQueueReader?>(null);
        }

        var reader = new InMemoryQueueReader(this, source);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _holders.Add(reader);
        }

        return Task.FromResult<IQueueReader?>(reader);
    }

    public IAsyncEnumerable<StreamMessage> ReadStreamAsync(string stream, DateTimeOffset? from, CancellationToken cancellationToken) =>
        (broker.Queue(stream)?.Ready ?? [])
        .Where(message => from is null || message.Timestamp is null || message.Timestamp >= from)
        .Select(message => new StreamMessage(message.Body, message.Timestamp, message.Headers))
        .ToAsyncEnumerable();

    public void Forget(JobHolder holder)
    {
        lock (_lock)
        {
            _holders.Remove(holder);
        }
    }

    public async ValueTask DisposeAsync()
    {
        JobHolder[] holders;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            holders = [.. _holders];
        }

        // All stop before any gives back, or one would be handed what another has just lost.
        foreach (var receiver in holders.OfType<InMemoryReceiver>())
        {
            await receiver.StopAsync(CancellationToken.None);
        }

        foreach (var holder in holders)
        {
            await holder.DisposeAsync();
        }

        broker.RemoveTransient(this);
    }
}
