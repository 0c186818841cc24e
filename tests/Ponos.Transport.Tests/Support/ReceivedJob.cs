using System.Text;

namespace Ponos.Transport.Tests.Support;

/// <summary>What a delivery said when it was handed out, with a copy of its body: a body is valid until it is settled.</summary>
internal sealed record ReceivedJob(Delivery Delivery, byte[] Body, DateTimeOffset At)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public bool Redelivered => Delivery.Redelivered;

    /// <summary>A header's text, which arrives as a string or as UTF-8.</summary>
    public string? HeaderText(string name) =>
        Delivery.Headers is { } headers && headers.TryGetValue(name, out var value)
            ? value as string ?? (value is byte[] utf8 ? Encoding.UTF8.GetString(utf8) : null)
            : null;
}
