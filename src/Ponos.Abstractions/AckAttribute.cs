namespace Ponos;

/// <summary>When the broker hears that a job of this handler is done.</summary>
/// <param name="mode">Default without the attribute: the service's, <see cref="AckMode.Coalesced"/>.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class AckAttribute(AckMode mode) : Attribute
{
    /// <summary>Together with others, or at once.</summary>
    public AckMode Mode { get; } = mode;
}
