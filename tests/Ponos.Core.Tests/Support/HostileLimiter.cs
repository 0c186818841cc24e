using System.Threading.RateLimiting;

namespace Ponos.Core.Tests.Support;

/// <summary>A limiter whose store is away for so many calls: it throws, or refuses, or its lease throws.</summary>
internal sealed class HostileLimiter(HostileLimiter.Way way, int times) : RateLimiter
{
    private int _asked;

    internal enum Way
    {
        Throws,
        ThrowsAtOnce,
        Refuses,
        RefusesWithoutPause,
        RefusesForEver,
        LeaseThrows,
    }

    public int Asked => Volatile.Read(ref _asked);

    public override TimeSpan? IdleDuration => null;

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount) => throw new NotSupportedException();

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _asked) > times)
        {
            return ValueTask.FromResult<RateLimitLease>(new Lease(acquired: true, retryAfter: null, throws: way == Way.LeaseThrows));
        }

        return way switch
        {
            Way.ThrowsAtOnce => throw new IOException("The store of the limiter is down."),
            Way.Throws => ValueTask.FromException<RateLimitLease>(new IOException("The store of the limiter is down.")),
            Way.LeaseThrows => ValueTask.FromResult<RateLimitLease>(new Lease(acquired: true, retryAfter: null, throws: true)),
            Way.RefusesWithoutPause => ValueTask.FromResult<RateLimitLease>(new Lease(acquired: false, TimeSpan.Zero, throws: false)),
            Way.RefusesForEver => ValueTask.FromResult<RateLimitLease>(new Lease(acquired: false, TimeSpan.MaxValue, throws: false)),
            _ => ValueTask.FromResult<RateLimitLease>(new Lease(acquired: false, retryAfter: null, throws: false)),
        };
    }

    private sealed class Lease(bool acquired, TimeSpan? retryAfter, bool throws) : RateLimitLease
    {
        public override bool IsAcquired => acquired;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = retryAfter;
            return retryAfter is not null;
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (throws)
            {
                throw new IOException("The lease could not be given back.");
            }
        }
    }
}
