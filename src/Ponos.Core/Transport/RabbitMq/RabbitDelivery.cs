using System.Text;
using Ponos.Transport.RabbitMq.Wire;
using RabbitMQ.Client;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// A delivery with a copy of its body: the client reuses its own as soon as the callback returns (497 of 500 were corrupted).
/// Also a link in its settler's chain of what is unsettled, so that it costs one object.
/// </summary>
internal sealed class RabbitDelivery : Delivery
{
    private readonly AckSettler _settler;
    private readonly BodyPool _bodies;
    private readonly int _length;
    private byte[]? _body;
    private string? _headerFault;
    private int _settled;

    private RabbitDelivery(AckSettler settler, BodyPool bodies, ulong tag, byte[]? body, int length)
    {
        _settler = settler;
        _bodies = bodies;
        _body = body;
        _length = length;
        Tag = tag;
    }

    public override ReadOnlyMemory<byte> Body => new(_body, 0, _body is null ? 0 : _length);

    public override string? HeaderFault => _headerFault;

    public override bool IsGone => _settler.IsClosed;

    public ulong Tag { get; }

    /// <summary>How it is to be settled; the settler's, under its lock.</summary>
    public Settling Settling { get; set; }

    /// <summary>In which round it was finished; the settler's.</summary>
    public int Round { get; set; }

    public RabbitDelivery? Before { get; set; }

    public RabbitDelivery? After { get; set; }

    public static RabbitDelivery Read(
        AckSettler settler,
        BodyPool bodies,
        string queue,
        ulong tag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlySpan<byte> body,
        string? ownUser = null)
    {
        byte[]? copy = null;
        if (!body.IsEmpty)
        {
            copy = bodies.Rent(body.Length);
            body.CopyTo(copy);
        }

        var wasDelayed = DelayLadder.IsLadders(routingKey);
        if (wasDelayed)
        {
            // It came down the delay levels: say where it was meant to go.
            var name = DelayLadder.EventOf(routingKey);
            (exchange, routingKey) = (name ?? "", name ?? queue);
        }

        var fault = properties.Headers is { Count: 1 } headers
            && headers.TryGetValue(HeaderFrame.Unreadable, out var said)
            && said is byte[] text
            ? Encoding.UTF8.GetString(text)
            : null;
        return new RabbitDelivery(settler, bodies, tag, copy, body.Length)
        {
            Queue = queue,
            Name = properties.Type,
            Exchange = exchange,
            RoutingKey = routingKey,
            MessageId = properties.MessageId,
            AppId = properties.AppId,
            UserId = WireProperties.ReadUser(properties, ownUser),
            Timestamp = WireProperties.ReadTimestamp(properties),
            Properties = WireProperties.Read(properties),
            Headers = fault is null ? WireHeaders.Read(properties.Headers) : null,
            _headerFault = fault,
            Redelivered = redelivered,
            WasDelayed = wasDelayed,
            DeliveryCount = redelivered ? ReadDeliveryCount(properties.Headers) : 0,
        };
    }

    public override void Ack(bool immediate = false) => Settle(Settling.Ack, immediate);

    public override void Requeue() => Settle(Settling.Requeue, immediate: true);

    public override async ValueTask<bool> IsSettledAsync(CancellationToken cancellationToken) =>
        await _settler.IsReadAsync(cancellationToken);

    /// <summary>Gives the body's memory back; nobody reads it any more.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _body, null) is { } body)
        {
            _bodies.Return(body);
        }
    }

    private void Settle(Settling settling, bool immediate)
    {
        // Once only: a second acknowledgement would cost the channel (406).
        if (Interlocked.Exchange(ref _settled, 1) != 0)
        {
            return;
        }

        Release();
        _settler.Settle(this, settling, immediate);
    }

    /// <summary>The broker's own word where the job was handed out before; on the first time a publisher may have put it there.</summary>
    private static int ReadDeliveryCount(IDictionary<string, object?>? headers) =>
        headers is not null && headers.TryGetValue("x-delivery-count", out var count) ? count switch
        {
            long number => (int)Math.Clamp(number, 0, int.MaxValue),
            int number => Math.Max(number, 0),
            _ => 0,
        } : 0;
}

/// <summary>Where a delivery is between being handed out and being off the broker's hands.</summary>
internal enum Settling
{
    /// <summary>Somebody is working on it.</summary>
    Open,

    Ack,

    Requeue,
}
