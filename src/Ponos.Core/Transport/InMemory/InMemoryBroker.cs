using Ponos.Topology;

namespace Ponos.Transport.InMemory;

/// <summary>
/// The embedded broker: what RabbitMQ does for Ponos, in this process's memory and on its clock. Transports connect to
/// it; jobs and topology belong to it and outlive them, but not the process.
/// </summary>
internal sealed class InMemoryBroker : IDisposable
{
    private static readonly TimeSpan FullQueuePause = TimeSpan.FromSeconds(1);

    private readonly DeclaredTopology _topology;
    private readonly DelayedJobs _delayed;
    private readonly HomelessJobs _homeless = new();

    public InMemoryBroker(TimeProvider clock)
    {
        Clock = clock;
        _topology = new DeclaredTopology(Work, Bury);
        _delayed = new DelayedJobs(clock, Release);
    }

    public TimeProvider Clock { get; }

    /// <summary>
    /// The queues from which jobs are on their way to receivers. Jobs in a queue without a receiver, as dead ones are, lie
    /// still, and so do those for which no receiver has room.
    /// </summary>
    public WorkUnderway Work { get; } = new();

    /// <summary>How many jobs are ready in a queue; none when there is no such queue.</summary>
    public int CountReady(string queue) => Queue(queue)?.Counts.Ready ?? 0;

    /// <summary>How many jobs of a queue were handed out and not settled.</summary>
    public int CountUnsettled(string queue) => Queue(queue)?.Counts.Unsettled ?? 0;

    public InMemoryQueue? Queue(string name) => _topology.Queue(name);

    public void Declare(TopologyShape topology, InMemoryTransport transport)
    {
        _topology.Declare(topology, transport);
        foreach (var queue in topology.Queues)
        {
            Rehome(JobAddress.Queue(queue.Name));
        }

        foreach (var exchange in topology.Exchanges)
        {
            Rehome(JobAddress.Event(exchange.Name));
        }
    }

    public bool RemoveUnused(string exchange) => _topology.RemoveUnused(exchange);

    /// <summary>Removes the queues that end with their transport.</summary>
    public void RemoveTransient(InMemoryTransport owner) => _topology.RemoveTransient(owner);

    public void Send(in OutgoingJob job)
    {
        if (job.Delay > TimeSpan.Zero)
        {
            // Whoever delays a job learns now, not when it is due, that nobody has ever declared its address.
            if (job.Address.IsQueue && Queue(job.Address.Name) is null)
            {
                throw Unroutable(job);
            }

            _delayed.Add(HeldJob.Of(job), job.Delay);
        }
        else if (job.Address.IsQueue)
        {
            SendToQueue(job);
        }
        else
        {
            SendToListeners(job);
        }
    }

    public void Dispose() => _delayed.Dispose();

    private void SendToQueue(in OutgoingJob job)
    {
        var arrival = Queue(job.Address.Name) is { } queue
            ? queue.Add(new InMemoryDelivery(job, job.Body.ToArray(), queue.Name, exchange: "", queue.Name))
            : Arrival.Removed;
        if (arrival == Arrival.Full)
        {
            throw Rejected(job, job.Address.Name);
        }

        if (arrival == Arrival.Removed)
        {
            throw Unroutable(job);
        }
    }

    private void SendToListeners(in OutgoingJob job)
    {
        var name = job.Address.Name;
        var queues = _topology.Routes.Route(name, job.Address.RoutingKey) ?? throw new PublishException(
            job.Name,
            $"The event '{job.Name}' was not sent: the embedded broker has no exchange '{name}'. "
            + "Declare the event where it is published.");
        if (queues.Length == 0)
        {
            return;
        }

        var body = job.Body.ToArray();
        string? full = null;
        foreach (var queue in queues)
        {
            if (queue.Add(new InMemoryDelivery(job, body, queue.Name, name, job.Address.RoutingKey)) == Arrival.Full)
            {
                full = queue.Name;
            }
        }

        if (full is not null)
        {
            throw Rejected(job, full);
        }
    }

    private static UnroutableTaskException Unroutable(in OutgoingJob job) => new(
        job.Name,
        $"The task '{job.Name}' was not sent: the embedded broker has no queue '{job.Address.Name}'. "
        + "Start the worker server that handles it, or correct the service's name.");

    private static PublishRejectedException Rejected(in OutgoingJob job, string queue) => new(
        job.Name,
        $"The embedded broker refused '{job.Name}': the queue '{queue}' is full. "
        + "Publish it again later, add receivers, or raise the queue's greatest length.");

    /// <summary>Lets a held job reach its address. There is no publisher to tell, so what can't be reached is waited for.</summary>
    private void Release(HeldJob held)
    {
        if (Targets(held) is not { } queues)
        {
            _homeless.Add(held);
            if (Targets(held) is not null)
            {
                Rehome(held.Job.Address);
            }

            return;
        }

        foreach (var queue in queues)
        {
            if (queue.Add(held.For(queue)) == Arrival.Full)
            {
                _delayed.Add(held with { Job = held.Job with { Address = JobAddress.Queue(queue.Name) } }, FullQueuePause);
            }
        }
    }

    private InMemoryQueue[]? Targets(HeldJob held)
    {
        var address = held.Job.Address;
        if (!address.IsQueue)
        {
            return _topology.Routes.Route(address.Name, held.RoutingKey);
        }

        return Queue(address.Name) is { } queue ? [queue] : null;
    }

    private void Rehome(JobAddress address)
    {
        foreach (var job in _homeless.Take(address))
        {
            Release(job);
        }
    }

    /// <summary>Sends a job that its queue has given up on to the queue's dead-letter route, if it has one.</summary>
    private void Bury(InMemoryQueue queue, InMemoryDelivery delivery, string reason)
    {
        if (queue.Arguments.DeadLetterExchange is not { } exchange)
        {
            return;
        }

        var routingKey = queue.Arguments.DeadLetterRoutingKey ?? delivery.RoutingKey;
        var job = new OutgoingJob
        {
            Address = exchange.Length == 0 ? JobAddress.Queue(routingKey) : JobAddress.Event(exchange),
            Name = delivery.Name ?? "",
            Type = delivery.Name,
            Body = delivery.Body,
            MessageId = delivery.MessageId,
            AppId = delivery.AppId,
            Timestamp = delivery.Timestamp,
            Properties = delivery.Properties is { } properties ? properties with { Expiration = null } : null,
            Headers = DeathHeaders.After(delivery, reason, Clock.GetUtcNow()),
        };
        Release(new HeldJob(job, delivery.Body.ToArray(), exchange, routingKey));
    }
}
