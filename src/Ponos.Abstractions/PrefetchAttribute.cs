namespace Ponos;

/// <summary>How many unsettled jobs the broker hands to one process for this handler.</summary>
/// <param name="count">
/// From 1 to 65 535, and never fewer than the handler's concurrency. Default without the attribute: the service's, which
/// follows how long the jobs take.
/// </param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class PrefetchAttribute(int count) : Attribute
{
    /// <summary>The number of unsettled jobs.</summary>
    public int Count { get; } = count;
}
