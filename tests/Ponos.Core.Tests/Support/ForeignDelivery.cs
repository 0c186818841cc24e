namespace Ponos.Core.Tests.Support;

/// <summary>A delivery as no publisher of ours makes one.</summary>
internal sealed class ForeignDelivery : Transport.Delivery
{
    public override ReadOnlyMemory<byte> Body { get; } = "{}"u8.ToArray();

    public override bool IsGone => false;

    public override void Ack(bool immediate = false)
    {
    }

    public override void Requeue()
    {
    }
}
