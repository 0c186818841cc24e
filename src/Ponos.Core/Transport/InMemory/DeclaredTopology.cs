using System.Collections.Concurrent;
using Ponos.Topology;

namespace Ponos.Transport.InMemory;

/// <summary>The exchanges, queues and bindings that stand. Declaring checks everything first and then changes it at once.</summary>
internal sealed class DeclaredTopology(WorkUnderway work, Action<InMemoryQueue, InMemoryDelivery, string> bury)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ExchangeType> _exchanges = new(StringComparer.Ordinal);
    private readonly HashSet<BindingShape> _bindings = [];
    private readonly ConcurrentDictionary<string, InMemoryQueue> _queues = new(StringComparer.Ordinal);
    private volatile RoutingTable _routes = new(
        new Dictionary<string, ExchangeType>(), Array.Empty<BindingShape>().ToLookup(_ => ""), new Dictionary<string, InMemoryQueue>());

    public RoutingTable Routes => _routes;

    public InMemoryQueue? Queue(string name) => _queues.GetValueOrDefault(name);

    /// <exception cref="TopologyMismatchException">Something exists with other options.</exception>
    public void Declare(TopologyShape topology, InMemoryTransport transport)
    {
        lock (_lock)
        {
            Check(topology, transport);
            foreach (var exchange in topology.Exchanges)
            {
                _exchanges[exchange.Name] = exchange.Type;
            }

            foreach (var queue in topology.Queues)
            {
                if (!_queues.ContainsKey(queue.Name))
                {
                    _queues[queue.Name] = new InMemoryQueue(queue, transport, work, bury);
                }
            }

            _bindings.UnionWith(topology.Bindings);
            Publish();
        }
    }

    /// <summary>Removes an exchange that leads nowhere but to the listeners of patterns.</summary>
    /// <returns>Whether it is gone.</returns>
    public bool RemoveUnused(string exchange)
    {
        lock (_lock)
        {
            if (_bindings.Any(binding => binding.Source == exchange && binding.Destination != QueueNames.PatternExchange))
            {
                return false;
            }

            _exchanges.Remove(exchange);
            _bindings.RemoveWhere(binding => binding.Source == exchange || (binding.ToExchange && binding.Destination == exchange));
            Publish();
            return true;
        }
    }

    /// <summary>Removes the queues that end with the transport that declared them.</summary>
    public void RemoveTransient(InMemoryTransport owner)
    {
        lock (_lock)
        {
            var removed = false;
            foreach (var queue in _queues.Values)
            {
                if (queue.Owner == owner)
                {
                    _queues.TryRemove(queue.Name, out _);
                    _bindings.RemoveWhere(binding => !binding.ToExchange && binding.Destination == queue.Name);
                    queue.Remove();
                    removed = true;
                }
            }

            if (removed)
            {
                Publish();
            }
        }
    }

    private void Check(TopologyShape topology, InMemoryTransport transport)
    {
        var exchanges = new Dictionary<string, ExchangeType>(_exchanges, StringComparer.Ordinal);
        foreach (var exchange in topology.Exchanges)
        {
            if (!exchanges.TryAdd(exchange.Name, exchange.Type))
            {
                TopologyDifference.Refuse(exchange.Name, exchanges[exchange.Name], exchange.Type);
            }
        }

        var queues = _queues.ToDictionary(queue => queue.Key, queue => queue.Value.Shape, StringComparer.Ordinal);
        foreach (var queue in topology.Queues)
        {
            if (_queues.TryGetValue(queue.Name, out var existing))
            {
                TopologyDifference.RefuseOther(existing, transport);
            }

            if (!queues.TryAdd(queue.Name, queue))
            {
                TopologyDifference.Refuse(queues[queue.Name], queue);
            }
        }

        foreach (var binding in topology.Bindings)
        {
            var stands = binding.ToExchange ? exchanges.ContainsKey(binding.Destination) : queues.ContainsKey(binding.Destination);
            if (!stands || !exchanges.ContainsKey(binding.Source))
            {
                throw new InvalidOperationException(
                    $"The binding from '{binding.Source}' to '{binding.Destination}' has an end that is not declared. "
                    + "Declare both in the same topology or before it.");
            }
        }
    }

    private void Publish() => _routes = new RoutingTable(
        new Dictionary<string, ExchangeType>(_exchanges, StringComparer.Ordinal),
        _bindings.ToLookup(binding => binding.Source, StringComparer.Ordinal),
        new Dictionary<string, InMemoryQueue>(_queues, StringComparer.Ordinal));
}
