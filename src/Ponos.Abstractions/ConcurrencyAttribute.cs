namespace Ponos;

/// <summary>How many jobs of this handler run at the same time, in each process or in all of them together.</summary>
/// <param name="limit">From 1 to 10 000. Default without the attribute: the service's, 1.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ConcurrencyAttribute(int limit) : Attribute
{
    /// <summary>The number of jobs that run at the same time.</summary>
    public int Limit { get; } = limit;

    /// <summary>Who counts together. Default: <see cref="ConcurrencyScope.Process"/>.</summary>
    public ConcurrencyScope Scope { get; set; }
}
