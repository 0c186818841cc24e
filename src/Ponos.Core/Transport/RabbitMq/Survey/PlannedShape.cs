using Ponos.Topology;

namespace Ponos.Transport.RabbitMq.Survey;

/// <summary>A service's shape as RabbitMQ gets it, with what its delays need, and as the words of whoever asks for it.</summary>
internal static class PlannedShape
{
    /// <summary>All that outlives a process. The delay levels are part of it where the service demands them from the start on.</summary>
    public static ServiceTopology Of(string service, TopologyShape shape, DeclareMode declare, DelayLadder delays)
    {
        var transient = shape.Queues.Where(queue => queue.Transient).Select(queue => queue.Name).ToHashSet(StringComparer.Ordinal);
        var bindings = shape.Bindings.Where(binding => !transient.Contains(binding.Destination)).ToList();
        bindings.AddRange(bindings.Where(binding => binding is { Source: QueueNames.PatternExchange, ToExchange: false })
            .Select(DelayLadder.BehindBits)
            .ToArray());
        var (exchanges, queues) = (shape.Exchanges, shape.Queues);
        if (declare != DeclareMode.Active)
        {
            var ladder = delays.Shape();
            exchanges = [.. exchanges, .. ladder.Exchanges];
            queues = [.. queues, .. ladder.Queues];
            bindings.AddRange(ladder.Bindings);
            bindings.AddRange(DelayedAddresses.Of(shape).Select(delays.Exit));
        }

        return new ServiceTopology(
            service,
            [.. exchanges.Select(exchange => new DeclaredExchange(exchange.Name, WordOf(exchange.Type)))],
            [.. queues.Where(queue => !queue.Transient).Select(Of)],
            [.. bindings.Select(Of)]);
    }

    public static TopologyShape Of(ServiceTopology part) => new(
        [.. part.Exchanges.Select(Of)],
        [.. part.Queues.Select(queue => new QueueShape(queue.Name, queue.Type) { Arguments = queue.Arguments, Wishes = queue.Wishes })],
        [.. part.Bindings.Select(Of)]);

    public static BindingShape Of(DeclaredBinding binding) =>
        new(binding.Source, binding.Destination, binding.ToExchange, binding.RoutingKey);

    public static DeclaredBinding Of(BindingShape binding) =>
        new(binding.Source, binding.Destination, binding.ToExchange, binding.RoutingKey);

    private static ExchangeShape Of(DeclaredExchange exchange) =>
        new(
            exchange.Name,
            exchange.Type == RabbitMQ.Client.ExchangeType.Topic ? Topology.ExchangeType.Topic : Topology.ExchangeType.Fanout);

    private static DeclaredQueue Of(QueueShape queue) =>
        new() { Name = queue.Name, Type = queue.Type, Arguments = queue.Arguments, Wishes = queue.Wishes };

    private static string WordOf(Topology.ExchangeType type) =>
        type == Topology.ExchangeType.Topic ? RabbitMQ.Client.ExchangeType.Topic : RabbitMQ.Client.ExchangeType.Fanout;
}
