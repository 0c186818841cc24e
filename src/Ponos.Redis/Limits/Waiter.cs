using System.Threading.RateLimiting;

namespace Ponos.Redis.Limits;

/// <summary>A job that waits for its permission.</summary>
internal sealed class Waiter(long since)
{
    private readonly TaskCompletionSource<RateLimitLease> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<RateLimitLease> End => _end.Task;

    public long Since => since;

    public CancellationTokenRegistration Cancellation { get; set; }

    public void Give(RateLimitLease lease) => _end.TrySetResult(lease);

    public void Cancel(CancellationToken cancellationToken) => _end.TrySetCanceled(cancellationToken);

    public void Fail(Exception exception) => _end.TrySetException(exception);
}
