using System.Threading.RateLimiting;

namespace Ponos;

/// <summary>A place among the jobs that run at the same time in all processes of a service.</summary>
public abstract class SharedLease : RateLimitLease
{
    /// <summary>
    /// Cancelled when the place could not be kept, and may be another's. The job's attempt is cancelled then and does not
    /// count; the job goes back to its queue.
    /// </summary>
    public abstract CancellationToken Lost { get; }
}
