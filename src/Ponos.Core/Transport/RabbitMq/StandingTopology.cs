using Ponos.Topology;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// What one connection knows of the broker: what was declared or found on it, and what cannot stand. Ends with the
/// connection, since anything may have changed while it was away.
/// </summary>
internal sealed class StandingTopology(LiveConnection? live, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _declaredQueues = [];
    private readonly HashSet<JobAddress> _found = [];
    private readonly Dictionary<string, TransportState> _faults = [];

    public LiveConnection? Live => live;

    /// <summary>What cannot stand, by name: since when and why.</summary>
    public IReadOnlyDictionary<string, TransportState> Faults
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<string, TransportState>(_faults);
            }
        }
    }

    /// <summary>All of a shape stands.</summary>
    public void Add(TopologyShape shape)
    {
        lock (_gate)
        {
            foreach (var exchange in shape.Exchanges)
            {
                _found.Add(JobAddress.Event(exchange.Name));
                _faults.Remove(exchange.Name);
            }

            foreach (var queue in shape.Queues)
            {
                _declaredQueues.Add(queue.Name);
                _found.Add(JobAddress.Queue(queue.Name));
                _faults.Remove(queue.Name);
            }
        }
    }

    /// <summary>Whether the queue was declared on this very connection and is without fault.</summary>
    public bool Declared(string queue)
    {
        lock (_gate)
        {
            return _declaredQueues.Contains(queue) && !_faults.ContainsKey(queue);
        }
    }

    public bool Has(JobAddress address)
    {
        lock (_gate)
        {
            return _found.Contains(address);
        }
    }

    public void Found(JobAddress address)
    {
        lock (_gate)
        {
            _found.Add(address);
        }
    }

    public void Gone(JobAddress address)
    {
        lock (_gate)
        {
            _found.Remove(address);
        }
    }

    /// <returns>Whether that is news.</returns>
    public bool Fault(string name, string reason)
    {
        lock (_gate)
        {
            var before = _faults.GetValueOrDefault(name);
            _faults[name] = new TransportState(TransportStatus.Faulted, before?.Since ?? time.GetUtcNow(), reason);
            return before?.Reason != reason;
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
