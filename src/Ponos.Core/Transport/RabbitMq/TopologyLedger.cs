using Ponos.Topology;

namespace Ponos.Transport.RabbitMq;

/// <summary>Everything that is to stand on the broker, what is known to, and what cannot. Outlives connections.</summary>
internal sealed class TopologyLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ExchangeShape> _exchanges = [];
    private readonly Dictionary<string, QueueShape> _queues = [];
    private readonly HashSet<BindingShape> _bindings = [];
    private readonly HashSet<string> _knownExchanges = [];
    private readonly HashSet<string> _knownQueues = [];
    private readonly HashSet<JobAddress> _exits = [];
    private readonly Dictionary<string, TopologyMismatchException> _faults = [];

    // Read on every event that is sent; replaced as a whole when an exchange is learnt or unlearnt.
    private HashSet<string> _sendable = [];

    public void Add(TopologyShape shape)
    {
        lock (_gate)
        {
            foreach (var exchange in shape.Exchanges)
            {
                _exchanges[exchange.Name] = exchange;
                _knownExchanges.Add(exchange.Name);
                _faults.Remove(exchange.Name);
            }

            foreach (var queue in shape.Queues)
            {
                _queues[queue.Name] = queue;
                _knownQueues.Add(queue.Name);
                _faults.Remove(queue.Name);
            }

            _bindings.UnionWith(shape.Bindings);
            _sendable = [.. _knownExchanges];
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
    public bool Declares(string exchange)
    {
        lock (_gate)
        {
            return _exchanges.ContainsKey(exchange);
        }
    }

    public bool IsKnownExchange(string name) => Volatile.Read(ref _sendable).Contains(name);

    public bool IsKnownQueue(string name)
    {
        lock (_gate)
        {
            return _knownQueues.Contains(name);
        }
    }

    public void Learn(JobAddress address)
    {
        lock (_gate)
        {
            if (address.IsQueue)
            {
                _knownQueues.Add(address.Name);
            }
            else
            {
                _knownExchanges.Add(address.Name);
                _sendable = [.. _knownExchanges];
            }
        }
    }

    public void UnlearnExchange(string name)
    {
        lock (_gate)
        {
            _knownExchanges.Remove(name);
            _exits.RemoveWhere(exit => !exit.IsQueue && exit.Name == name);
            _sendable = [.. _knownExchanges];
        }
    }

    /// <summary>Whether the address is bound to the end of the delay levels.</summary>
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
            _bindings.Add(DelayLadder.Exit(address));
        }
    }

    /// <summary>A binding whose other end is gone: forget it, so that the next delayed job looks for the destination again.</summary>
    public void DropExit(BindingShape binding)
    {
        lock (_gate)
        {
            var address = new JobAddress(!binding.ToExchange, binding.Destination);
            if (_exits.Remove(address))
            {
                _bindings.Remove(binding);
                (address.IsQueue ? _knownQueues : _knownExchanges).Remove(address.Name);
                _sendable = [.. _knownExchanges];
            }
        }
    }

    public TopologyMismatchException? FaultOf(string name)
    {
        lock (_gate)
        {
            return _faults.GetValueOrDefault(name);
        }
    }

    public string[] Faulted()
    {
        lock (_gate)
        {
            return [.. _faults.Keys];
        }
    }

    public void Fault(string name, TopologyMismatchException mismatch)
    {
        lock (_gate)
        {
            _faults[name] = mismatch;
        }
    }

    public void Mend(string name)
    {
        lock (_gate)
        {
            _faults.Remove(name);
        }
    }
}
