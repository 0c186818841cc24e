using System.Diagnostics.CodeAnalysis;

namespace Ponos.Transport;

/// <summary>
/// One job as a queue handed it out, to be settled exactly once. Settling a delivery whose connection is gone does
/// nothing: the broker hands the job out again.
/// </summary>
internal abstract class Delivery
{
    protected Delivery()
    {
    }

    /// <summary>Says of itself what another delivery says.</summary>
    [SetsRequiredMembers]
    protected Delivery(Delivery other)
    {
        Queue = other.Queue;
        Name = other.Name;
        Exchange = other.Exchange;
        RoutingKey = other.RoutingKey;
        MessageId = other.MessageId;
        AppId = other.AppId;
        UserId = other.UserId;
        Timestamp = other.Timestamp;
        Properties = other.Properties;
        Headers = other.Headers;
        Redelivered = other.Redelivered;
        WasDelayed = other.WasDelayed;
        DeliveryCount = other.DeliveryCount;
    }

    /// <summary>The body. Valid until the delivery is settled.</summary>
    public abstract ReadOnlyMemory<byte> Body { get; }

    public required string Queue { get; init; }

    /// <summary>The job's name as far as its publisher said (<c>type</c>); untrusted.</summary>
    public string? Name { get; init => field = string.IsNullOrEmpty(value) ? null : value; }

    /// <summary>The exchange that it came through; empty for the default exchange.</summary>
    public string Exchange { get; init; } = "";

    public string RoutingKey { get; init; } = "";

    /// <summary>Whether it was held back on the delay levels before it came to its queue.</summary>
    public bool WasDelayed { get; init; }

    /// <summary>Its unique id, as far as its publisher gave one. One that is empty is none.</summary>
    public string? MessageId { get; init => field = string.IsNullOrEmpty(value) ? null : value; }

    public string? AppId { get; init => field = string.IsNullOrEmpty(value) ? null : value; }

    /// <summary>
    /// Who published it, by the name that the broker knows; the one thing in a message that a broker vouches
    /// for. None where it was not said.
    /// </summary>
    public string? UserId { get; init; }

    /// <summary>When it was published, to the second.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>What else it says of itself; <see langword="null"/> for one that says it is JSON and nothing else.</summary>
    public MessageProperties? Properties { get; init; }

    public string? ContentType => Properties is null ? MessageProperties.Json : Properties.ContentType;

    public string? ContentEncoding => Properties?.ContentEncoding;

    public string? CorrelationId => Properties?.CorrelationId;

    public string? ReplyTo => Properties?.ReplyTo;

    public byte? Priority => Properties?.Priority;

    /// <summary>The headers, text as <see cref="string"/> or UTF-8 <c>byte[]</c>; untrusted. Never modified.</summary>
    public IReadOnlyDictionary<string, object?>? Headers { get; init; }

    /// <summary>Why the headers cannot be read; there are none then, and the job is not what its publisher meant.</summary>
    public virtual string? HeaderFault => null;

    public bool Redelivered { get; init; }

    /// <summary>
    /// How often it was handed out before and came back unsettled, where the broker counts that. Up to RabbitMQ 4.2 an
    /// orderly return counts as well. Zero on a classic queue, which counts nothing.
    /// </summary>
    public int DeliveryCount { get; init; }

    /// <summary>Whether its channel is gone. The broker hands the job out again, so it must not begin here.</summary>
    public abstract bool IsGone { get; }

    /// <summary>The job is done with. May be coalesced with others unless <paramref name="immediate"/>.</summary>
    public abstract void Ack(bool immediate = false);

    /// <summary>Back to the queue, first in line where the broker can; no fault of the job's.</summary>
    public abstract void Requeue();

    /// <summary>Waits until the broker has read how it was settled; false when that cannot be known, as its channel is gone.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public virtual ValueTask<bool> IsSettledAsync(CancellationToken cancellationToken) => new(!IsGone);
}
