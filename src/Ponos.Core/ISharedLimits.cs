using System.Threading.RateLimiting;

namespace Ponos;

/// <summary>
/// A store through which the processes of a service share the limits of its handlers: registered under the service's name,
/// as a keyed singleton. It is asked once for each handler that has such a limit, when the service starts, and not at all
/// on the embedded broker, where there is one process only.
/// </summary>
/// <remarks>
/// A limiter may refuse, and is asked again; it throws <see cref="SharedLimitAwayException"/> while the store is away and no
/// job may start, which health shows. A lease is disposed when its job has ended.
/// </remarks>
public interface ISharedLimits
{
    /// <summary>A limiter that gives at most so many permits in any one period, to all processes together.</summary>
    /// <param name="limit">Whose limit it is, and how many permits.</param>
    /// <param name="period">The period. From 1 ms to 1 day.</param>
    /// <returns>The limiter, which the store disposes.</returns>
    RateLimiter LimitRate(SharedLimit limit, TimeSpan period);

    /// <summary>A limiter that has at most so many leases out at a time, in all processes together.</summary>
    /// <param name="limit">Whose limit it is, and how many leases.</param>
    /// <returns>The limiter, which the store disposes. Its leases are each a <see cref="SharedLease"/>.</returns>
    RateLimiter LimitConcurrency(SharedLimit limit);
}
