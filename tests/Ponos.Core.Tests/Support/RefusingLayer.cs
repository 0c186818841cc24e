using Ponos.Topology;
using Ponos.Transport;

namespace Ponos.Core.Tests.Support;

/// <summary>A broker that takes no job for one queue, for as long as it is full, and lets one be consumed when it is let.</summary>
internal sealed class RefusingLayer(string queue) : ITransportLayer
{
    public bool IsFull { get; set; } = true;

    /// <summary>Awaited before a queue, whose name it is given, is consumed.</summary>
    public Func<string, Task> BeforeReceiving { get; init; } = static _ => Task.CompletedTask;

    public ITransport Over(ITransport transport) => new Refusing(this, queue, transport);

    private sealed class Refusing(RefusingLayer layer, string queue, ITransport inner) : ITransport
    {
        public string Description => inner.Description;

        public TransportHealth Health => inner.Health;

        public Task DeclareAsync(TopologyShape topology, CancellationToken cancellationToken) =>
            inner.DeclareAsync(topology, cancellationToken);

        public Task<bool> RemoveUnusedAsync(string exchange, CancellationToken cancellationToken) =>
            inner.RemoveUnusedAsync(exchange, cancellationToken);

        public ValueTask SendAsync(OutgoingJob job, CancellationToken cancellationToken) =>
            layer.IsFull && job.Address == JobAddress.Queue(queue)
                ? ValueTask.FromException(new PublishRejectedException(job.Name, $"The queue '{queue}' is full."))
                : inner.SendAsync(job, cancellationToken);

        public async Task<IReceiver> ReceiveAsync(
            string from, ReceiveLimits limits, Action<Transport.Delivery> deliver, CancellationToken cancellationToken)
        {
            await layer.BeforeReceiving(from).WaitAsync(cancellationToken);
            return await inner.ReceiveAsync(from, limits, deliver, cancellationToken);
        }

        public Task<IQueueReader?> ReadAsync(string from, CancellationToken cancellationToken) => inner.ReadAsync(from, cancellationToken);

        public IAsyncEnumerable<StreamMessage> ReadStreamAsync(string stream, DateTimeOffset? from, CancellationToken cancellationToken) =>
            inner.ReadStreamAsync(stream, from, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
