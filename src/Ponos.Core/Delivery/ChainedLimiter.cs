using System.Threading.RateLimiting;

namespace Ponos.Delivery;

/// <summary>
/// Two limiters, one after the other: a place first, then the moment. The other way round moments would be bought that
/// pass while a place is waited for. The library's own chain would not do: its lease does not say that a place was lost.
/// </summary>
internal sealed class ChainedLimiter(RateLimiter first, RateLimiter second) : RateLimiter
{
    public override TimeSpan? IdleDuration => null;

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        var outer = first.AttemptAcquire(permitCount);
        try
        {
            return outer.IsAcquired ? Join(outer, second.AttemptAcquire(permitCount)) : outer;
        }
        catch
        {
            outer.Dispose();
            throw;
        }
    }

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        var outer = await first.AcquireAsync(permitCount, cancellationToken);
        try
        {
            return outer.IsAcquired ? Join(outer, await second.AcquireAsync(permitCount, cancellationToken)) : outer;
        }
        catch
        {
            outer.Dispose();
            throw;
        }
    }

    private static RateLimitLease Join(RateLimitLease outer, RateLimitLease inner)
    {
        if (inner.IsAcquired)
        {
            return new Lease(outer, inner);
        }

        outer.Dispose();
        return inner;
    }

    private sealed class Lease(RateLimitLease outer, RateLimitLease inner) : SharedLease
    {
        public override bool IsAcquired => true;

        public override IEnumerable<string> MetadataNames => [];

        public override CancellationToken Lost => outer is SharedLease shared ? shared.Lost : default;

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            try
            {
                inner.Dispose();
            }
            finally
            {
                outer.Dispose();
                base.Dispose(disposing);
            }
        }
    }
}
