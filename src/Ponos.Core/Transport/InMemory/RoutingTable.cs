using System.Collections.Concurrent;
using Ponos.Topology;

namespace Ponos.Transport.InMemory;

/// <summary>
/// Which queues an exchange routes to, for one state of the topology: a change makes a new table, so that what a table
/// has worked out once stays right.
/// </summary>
internal sealed class RoutingTable(
    IReadOnlyDictionary<string, ExchangeType> exchanges,
    ILookup<string, BindingShape> bindingsBySource,
    IReadOnlyDictionary<string, InMemoryQueue> queues)
{
    private readonly ConcurrentDictionary<string, InMemoryQueue[]> _events = new(StringComparer.Ordinal);

    /// <summary>
    /// The queues of a job, each once however many bindings lead to it; <see langword="null"/> when there is no such exchange.
    /// </summary>
    public InMemoryQueue[]? Route(string exchange, string routingKey)
    {
        if (exchange != routingKey)
        {
            return Find(exchange, routingKey);
        }

        // An event's exchange and routing key are both its name: the way of nearly every job.
        if (_events.TryGetValue(exchange, out var known))
        {
            return known;
        }

        var found = Find(exchange, routingKey);
        if (found is not null)
        {
            _events[exchange] = found;
        }

        return found;
    }

    private InMemoryQueue[]? Find(string exchange, string routingKey)
    {
        if (!exchanges.ContainsKey(exchange))
        {
            return null;
        }

        HashSet<string> seen = [exchange];
        HashSet<InMemoryQueue> found = [];
        Queue<string> through = new([exchange]);
        while (through.TryDequeue(out var source))
        {
            foreach (var binding in bindingsBySource[source])
            {
                if (exchanges[source] == ExchangeType.Topic && !TopicPattern.Matches(binding.RoutingKey, routingKey))
                {
                    continue;
                }

                if (!binding.ToExchange)
                {
                    found.Add(queues[binding.Destination]);
                }
                else if (seen.Add(binding.Destination))
                {
                    through.Enqueue(binding.Destination);
                }
            }
        }

        return [.. found];
    }
}
