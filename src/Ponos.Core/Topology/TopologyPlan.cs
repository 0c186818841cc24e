namespace Ponos.Topology;

/// <summary>From what a service handles and publishes to what it declares. Pure.</summary>
internal static class TopologyPlan
{
    /// <summary>How long jobs are kept for a worker whose node is gone.</summary>
    private static readonly TimeSpan FailOver = TimeSpan.FromSeconds(5);

    /// <summary>Plans.</summary>
    /// <param name="service">The service.</param>
    /// <param name="handled">A queue for each handler.</param>
    /// <param name="events">The names of the events that the service publishes.</param>
    public static TopologyShape Plan(string service, IEnumerable<HandledQueue> handled, IEnumerable<string> events)
    {
        var exchanges = new Dictionary<string, ExchangeShape>(StringComparer.Ordinal);
        var queues = new List<QueueShape>();
        var bindings = new List<BindingShape>();

        foreach (var name in events)
        {
            AddEvent(name, exchanges, bindings);
        }

        foreach (var handler in handled)
        {
            var stable = QueueNames.Jobs(service, handler.NameOrPattern);
            queues.Add(handler.Broadcast
                ? new QueueShape(handler.Queue, QueueType.Classic) { Transient = true }
                : new QueueShape(handler.Queue, handler.Type)
                {
                    Arguments = JobArguments(handler, stable),
                    Wishes = handler.Type == QueueType.Quorum ? QuorumArguments.FailOver(FailOver) : new Dictionary<string, object>(),
                });
            queues.Add(Parking(QueueNames.Dead(stable), handler.Type));
            queues.Add(Parking(QueueNames.Invalid(stable), handler.Type));

            if (handler is { Type: QueueType.Quorum, Broadcast: false })
            {
                queues.Add(Suspects(stable));
            }

            if (handler.Kind == JobKind.Event)
            {
                Listen(handler, exchanges, bindings);
            }
        }

        return new TopologyShape([.. exchanges.Values], queues, bindings);
    }

    /// <summary>What one event needs whose name is known only when it is published.</summary>
    public static TopologyShape Event(string name)
    {
        var exchanges = new Dictionary<string, ExchangeShape>(StringComparer.Ordinal);
        var bindings = new List<BindingShape>();
        AddEvent(name, exchanges, bindings);
        return new TopologyShape([.. exchanges.Values], [], bindings);
    }

    private static void Listen(HandledQueue handler, Dictionary<string, ExchangeShape> exchanges, List<BindingShape> bindings)
    {
        if (JobName.IsPattern(handler.NameOrPattern))
        {
            exchanges.TryAdd(QueueNames.PatternExchange, new ExchangeShape(QueueNames.PatternExchange, ExchangeType.Topic));
            bindings.Add(new BindingShape(QueueNames.PatternExchange, handler.Queue, ToExchange: false, handler.NameOrPattern));
        }
        else
        {
            AddEvent(handler.NameOrPattern, exchanges, bindings);
            bindings.Add(new BindingShape(handler.NameOrPattern, handler.Queue, ToExchange: false, RoutingKey: ""));
        }
    }

    private static void AddEvent(string name, Dictionary<string, ExchangeShape> exchanges, List<BindingShape> bindings)
    {
        exchanges.TryAdd(QueueNames.PatternExchange, new ExchangeShape(QueueNames.PatternExchange, ExchangeType.Topic));
        if (exchanges.TryAdd(name, new ExchangeShape(name, ExchangeType.Fanout)))
        {
            bindings.Add(new BindingShape(name, QueueNames.PatternExchange, ToExchange: true, RoutingKey: ""));
        }
    }

    private static Dictionary<string, object> JobArguments(HandledQueue handler, string stable)
    {
        var arguments = new Dictionary<string, object>(StringComparer.Ordinal);
        if (handler.Type == QueueType.Quorum)
        {
            AddDeadLetterRoute(arguments, stable);
        }

        if (handler.MaxLength > 0)
        {
            arguments["x-max-length"] = handler.MaxLength;
            arguments["x-overflow"] = "reject-publish";
        }

        if (handler.MaxPriority > 0)
        {
            arguments["x-max-priority"] = handler.MaxPriority;
        }

        if (handler.SingleActiveConsumer)
        {
            arguments["x-single-active-consumer"] = true;
        }

        return arguments;
    }

    private static QueueShape Suspects(string stable)
    {
        var arguments = new Dictionary<string, object>(StringComparer.Ordinal) { ["x-single-active-consumer"] = true };
        AddDeadLetterRoute(arguments, stable);
        return new QueueShape(QueueNames.Suspects(stable), QueueType.Quorum)
        {
            Arguments = arguments,
            Wishes = QuorumArguments.FailOver(FailOver),
        };
    }

    /// <summary>What the broker itself gives up on, such as an expired job, is dead and not gone.</summary>
    private static void AddDeadLetterRoute(Dictionary<string, object> arguments, string stable)
    {
        // Which of the returned jobs ended its process is for the queue of suspects to find out.
        arguments[QuorumArguments.DeliveryLimit] = QuorumArguments.Unlimited;
        arguments["x-dead-letter-exchange"] = "";
        arguments["x-dead-letter-routing-key"] = QueueNames.Dead(stable);
        arguments["x-dead-letter-strategy"] = "at-least-once";
        arguments["x-overflow"] = "reject-publish"; // Without it the strategy falls back to at-most-once, silently.
    }

    private static QueueShape Parking(string name, QueueType type) => type == QueueType.Quorum
        ? new QueueShape(name, type)
        {
            Arguments = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                [QuorumArguments.DeliveryLimit] = QuorumArguments.Unlimited,
            },
        }
        : new QueueShape(name, type);
}
