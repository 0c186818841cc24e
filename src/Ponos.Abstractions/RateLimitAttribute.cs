namespace Ponos;

/// <summary>
/// How many jobs of a handler are started in a period, by each process or by all of them together. A job beyond it waits;
/// the broker keeps what is beyond the prefetch. A limiter of the application's own is put into the services as a keyed
/// <c>RateLimiter</c> under the handler's name, and wins.
/// </summary>
/// <param name="permits">How many jobs. From 1 to 100 000.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class RateLimitAttribute(int permits) : Attribute
{
    /// <summary>How many jobs are started in any one period.</summary>
    public int Permits { get; } = permits;

    /// <summary>The period, such as <c>1m</c>. From 1 ms to 1 day. Default: the service's <c>RatePeriod</c>, <c>1s</c>.</summary>
    public string Per { get; set; } = "1s";

    /// <summary>Who counts together. Default: <see cref="RateScope.Process"/>.</summary>
    public RateScope Scope { get; set; }
}
