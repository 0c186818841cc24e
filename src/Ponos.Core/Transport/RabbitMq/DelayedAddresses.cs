using Ponos.Topology;

namespace Ponos.Transport.RabbitMq;

/// <summary>The addresses of a shape to which a job can be delayed, or at which it waits for its next attempt.</summary>
internal static class DelayedAddresses
{
    public static IEnumerable<JobAddress> Of(TopologyShape shape)
    {
        var names = shape.Queues.Where(queue => !queue.Transient).Select(queue => queue.Name).ToHashSet(StringComparer.Ordinal);
        return names.Where(name => !QueueNames.Companions.Any(
            one => name.EndsWith(one.Suffix, StringComparison.Ordinal) && names.Contains(name[..^one.Suffix.Length])))
            .Select(JobAddress.Queue)
            .Concat(shape.Exchanges.Where(exchange => exchange.Name != QueueNames.PatternExchange)
                .Select(exchange => JobAddress.Event(exchange.Name)));
    }
}
