using Ponos.Handlers;

namespace Ponos.Delivery;

/// <summary>One delivery of a job as it came: what it says of itself, read once.</summary>
internal sealed class IncomingJob(Transport.Delivery delivery, HandlerPlan plan, Tries tries, TransactionId? tid)
{
    public Transport.Delivery Delivery => delivery;

    public HandlerPlan Plan => plan;

    /// <summary>The job's name: an event's own name where the handler listens to a pattern.</summary>
    public string Name { get; } = EventName.Of(delivery, plan.Descriptor);

    /// <summary>The tries that it comes with.</summary>
    public Tries Tries => tries;

    /// <summary>The time by which it must have begun; none for nearly all jobs.</summary>
    public DateTimeOffset? NotAfter => JobEnvelope.ReadNotAfter(delivery.Headers);

    /// <summary>Its transaction id; none for a body that could not be read.</summary>
    public TransactionId? Tid => tid;

    /// <summary>Whether it has waited in its queue alone since it was published: it was neither tried nor delayed before.</summary>
    public bool CameStraight => tries.Attempt == 1 && tries.Uncounted == 0 && !delivery.Redelivered && !delivery.WasDelayed;

    /// <summary>Its unique id; none where its publisher gave none.</summary>
    public string? MessageId => delivery.MessageId;

    /// <summary>What an inbox knows it by; none without an id.</summary>
    public JobKey? Key => delivery.MessageId is { } id ? new JobKey(delivery.UserId, id) : null;
}
