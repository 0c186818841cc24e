using Ponos.Topology;

namespace Ponos.Transport.RabbitMq;

/// <summary>Everything that has been asked for. Outlives connections: each new one has it declared again.</summary>
/// <param name="delays">At whose end addresses hang.</param>
internal sealed class WantedTopology(DelayLadder delays)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ExchangeShape> _exchanges = [];
    private readonly Dictionary<string, QueueShape> _queues = [];
    private readonly HashSet<BindingShape> _bindings = [];
    private readonly HashSet<JobAddress> _exits = [];

    public void Add(TopologyShape shape)
    {
        lock (_gate)
        {
            foreach (var exchange in shape.Exchanges)
            {
                _exchanges[exchange.Name] = exchange;
            }

            foreach (var queue in shape.Queues)
            {
                _queues[queue.Name] = queue;
            }

            _bindings.UnionWith(shape.Bindings);
        }
    }

    public TopologyShape Everything()
    {
        lock (_gate)
        {
            return new TopologyShape([.. _exchanges.Values], [.. _queues.Values], [.. _bindings]);
        }
    }

    /// <summary>A queue with its bindings and the exchanges that they come from; or an exchange with its bindings.</summary>
    public TopologyShape PartFor(string name)
    {
        lock (_gate)
        {
            var bindings = new List<BindingShape>();
            var exchanges = new Dictionary<string, ExchangeShape>();
            foreach (var binding in _bindings)
            {
                if (binding.Destination == name || binding.Source == name)
                {
                    bindings.Add(binding);
                    Take(binding.Source);
                    Take(binding.Destination);
                }
            }

            Take(name);
            QueueShape[] queues = _queues.TryGetValue(name, out var queue) ? [queue] : [];
            return new TopologyShape([.. exchanges.Values], queues, bindings);

            void Take(string exchange)
            {
                if (_exchanges.TryGetValue(exchange, out var shape))
                {
                    exchanges[exchange] = shape;
                }
            }
        }
    }

    /// <summary>Whether the exchange is one that was declared here, rather than found.</summary>
    public bool HasExchange(string name)
    {
        lock (_gate)
        {
            return _exchanges.ContainsKey(name);
        }
    }

    /// <summary>An exchange is wanted no more, and nothing that leads to it or from it.</summary>
    public void Drop(string exchange)
    {
        lock (_gate)
        {
            _ = _exchanges.Remove(exchange);
            _ = _bindings.RemoveWhere(binding => binding.Source == exchange || (binding.ToExchange && binding.Destination == exchange));
        }
    }

    /// <summary>Whether the address is to hang at the end of the delay levels.</summary>
    public bool HasExit(JobAddress address)
    {
        lock (_gate)
        {
            return _exits.Contains(address);
        }
    }

    public void AddExit(JobAddress address)
    {
        lock (_gate)
        {
            _exits.Add(address);
            _bindings.Add(delays.Exit(address));
        }
    }

    /// <summary>Its destination is gone: the next delayed job looks for it again.</summary>
    public void DropExit(JobAddress address)
    {
        lock (_gate)
        {
            if (_exits.Remove(address))
            {
                _bindings.Remove(delays.Exit(address));
            }
        }
    }
}
