using System.Collections.Immutable;
using Ponos.Topology;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// What the broker calls transient queues. It keeps one locked for the connection that declared it, and a connection that is
/// lost here may stand there until its heartbeat is missed: each connection has names of its own.
/// </summary>
internal sealed class TransientNames
{
    private ImmutableHashSet<string> _queues = [];

    public void Add(TopologyShape shape)
    {
        foreach (var queue in shape.Queues)
        {
            if (queue.Transient)
            {
                ImmutableInterlocked.Update(ref _queues, static (queues, name) => queues.Add(name), queue.Name);
            }
        }
    }

    /// <summary>
    /// A queue's name on a connection. Only a transient queue has another than its own, and only on a connection after the first.
    /// </summary>
    public string On(LiveConnection? live, string queue) =>
        live is { Turn: > 1 } && IsTransient(queue) ? $"{queue}.{live.Turn}" : queue;

    public bool IsTransient(string queue) => Volatile.Read(ref _queues).Contains(queue);
}
