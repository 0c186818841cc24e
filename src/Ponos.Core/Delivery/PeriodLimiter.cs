using System.Threading.RateLimiting;

namespace Ponos.Delivery;

/// <summary>
/// At most so many permits in any one period, in order of asking. The library's own limiters take no
/// <see cref="TimeProvider"/>, so a fake clock could not move them; hence this one behind the same abstraction.
/// </summary>
internal sealed class PeriodLimiter(int permits, TimeSpan period, TimeProvider time) : RateLimiter
{
    private readonly Lock _lock = new();
    private readonly DateTimeOffset[] _given = new DateTimeOffset[permits];
    private int _next;

    public override TimeSpan? IdleDuration => null;

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_lock)
        {
            if (permitCount == 0 || _given[_next] + period > time.GetUtcNow())
            {
                return permitCount == 0 ? Lease.Given : Lease.Refused;
            }

            Take(time.GetUtcNow());
            return Lease.Given;
        }
    }

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            // The place in line is taken now, so that whoever asks later is served later.
            var now = time.GetUtcNow();
            var earliest = _given[_next] == default ? now : _given[_next] + period;
            var at = earliest > now ? earliest : now;
            Take(at);
            wait = at - now;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }

        return Lease.Given;
    }

    private void Take(DateTimeOffset at)
    {
        _given[_next] = at;
        _next = (_next + 1) % _given.Length;
    }

    private sealed class Lease(bool acquired) : RateLimitLease
    {
        public static readonly Lease Given = new(true);
        public static readonly Lease Refused = new(false);

        public override bool IsAcquired => acquired;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
