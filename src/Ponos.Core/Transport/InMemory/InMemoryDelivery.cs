using System.Diagnostics.CodeAnalysis;

namespace Ponos.Transport.InMemory;

/// <summary>
/// One job in one queue, from its arrival until it is settled: the entry of the queue and the delivery are one object.
/// A redelivery is a new one, so that a late settlement of the old touches nothing.
/// </summary>
internal sealed class InMemoryDelivery : Delivery
{
    private readonly byte[] _body;
    private bool _gone;

    /// <param name="job">The job as it was sent.</param>
    /// <param name="body">The broker's own copy of the body, which the queues of a fanout share.</param>
    /// <param name="queue">The queue that it goes into.</param>
    /// <param name="exchange">The exchange that it came through.</param>
    /// <param name="routingKey">What it was routed by.</param>
    [SetsRequiredMembers]
    public InMemoryDelivery(in OutgoingJob job, byte[] body, string queue, string exchange, string routingKey)
    {
        _body = body;
        Queue = queue;
        Name = job.Type;
        Exchange = exchange;
        RoutingKey = routingKey;
        MessageId = job.MessageId;
        AppId = job.AppId;
        // To the second, as AMQP carries it: nobody shall come to rely on more here.
        Timestamp = job.Timestamp is { } time ? DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds()) : null;
        Properties = job.Properties;
        Headers = job.Headers;
    }

    [SetsRequiredMembers]
    private InMemoryDelivery(InMemoryDelivery earlier, int losses)
        : base(earlier)
    {
        _body = earlier._body;
        Redelivered = true;
        Sequence = earlier.Sequence;
        Losses = losses;
        DeliveryCount = earlier.DeliveryCount + 1;
    }

    public override ReadOnlyMemory<byte> Body => _body;

    public override bool IsGone => Volatile.Read(ref _gone);

    /// <summary>Its place in its queue, which it keeps when it comes back.</summary>
    public long Sequence { get; set; }

    /// <summary>How many times a transport died with it.</summary>
    public int Losses { get; }

    /// <summary>Who was handed it; <see langword="null"/> before that and once it is settled. Guarded by the queue's lock.</summary>
    public JobHolder? Holder { get; set; }

    /// <summary>Its holder's connection is gone, and the job goes back. Guarded by the queue's lock.</summary>
    public void Lose() => Volatile.Write(ref _gone, true);

    /// <summary>The same job, to be handed out again.</summary>
    public InMemoryDelivery Again(bool lost) => new(this, lost ? Losses + 1 : Losses);

    public override void Ack(bool immediate = false) => Holder?.Queue.Settle(this, requeue: false);

    public override void Requeue() => Holder?.Queue.Settle(this, requeue: true);
}
