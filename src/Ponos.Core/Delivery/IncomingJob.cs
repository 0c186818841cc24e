using Ponos.Handlers;

namespace Ponos.Delivery;

/// <summary>One delivery of a job as it came: what it says of itself, read once.</summary>
internal sealed class IncomingJob(Transport.Delivery delivery, HandlerPlan plan, Tries tries, TransactionId? tid)
{
    public Transport.Delivery Delivery => delivery;

    public HandlerPlan Plan => plan;

    /// <summary>The job's name: an event's own name where the handler listens to a pattern.</summary>
    public string Name { get; } = plan.Descriptor.IsPattern ? delivery.Name ?? delivery.RoutingKey : plan.Descriptor.Name;

    /// <summary>The tries that it comes with.</summary>
    public Tries Tries => tries;

    /// <summary>Its transaction id; none for a body that could not be read.</summary>
    public TransactionId? Tid => tid;

    /// <summary>Its unique id; none where its publisher gave none.</summary>
    public string? MessageId => string.IsNullOrEmpty(delivery.MessageId) ? null : delivery.MessageId;
}
