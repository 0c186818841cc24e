using System.Threading.RateLimiting;
using Ponos.Diagnostics;

namespace Ponos.Delivery;

/// <summary>
/// Asks the handler's limiter before a job starts. It is often the application's own, with a store that can be away: the
/// jobs wait then, and health says why.
/// </summary>
internal sealed class StartGate(HandlerPlan plan, LineServices line)
{
    private static readonly TimeSpan RefusedWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstFailedWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestFailedWait = TimeSpan.FromSeconds(30);

    /// <summary>A job that waits here no longer than this never meets a broker's timeout for what is not settled (30 min).</summary>
    private static readonly TimeSpan LongestStay = TimeSpan.FromMinutes(15);

    private StartTrouble? _trouble;

    /// <summary>Why no job gets its permission; none while the limiter works.</summary>
    public StartTrouble? Trouble => Volatile.Read(ref _trouble);

    /// <summary>Waits for the limiter's permission, which lasts as long as the job; not granted when the server stops first.</summary>
    public ValueTask<StartPermit> EnterAsync(JobSlot slot) =>
        line.Draining.IsCancellationRequested ? new(default(StartPermit))
        : plan.Limiter is { } limiter ? AcquireAsync(limiter, slot)
        : new(new StartPermit(IsGranted: true, Lease: null));

    /// <summary>Gives the permission back when the job has ended.</summary>
    public void Leave(StartPermit permit)
    {
        if (permit.Lease is { } lease)
        {
            Return(lease);
        }
    }

    private async ValueTask<StartPermit> AcquireAsync(RateLimiter limiter, JobSlot slot)
    {
        var failedWait = FirstFailedWait;
        var since = line.Time.GetTimestamp();
        while (!line.Draining.IsCancellationRequested)
        {
            TimeSpan wait;
            try
            {
                var lease = await AskAsync(limiter, slot);
                Volatile.Write(ref _trouble, null);
                if (lease.IsAcquired)
                {
                    return new StartPermit(IsGranted: true, lease);
                }

                // A limiter of the application's own may refuse rather than wait.
                wait = RetryAfter(lease);
                Return(lease);
                failedWait = FirstFailedWait;
            }
            catch (Exception exception) when (!line.Draining.IsCancellationRequested)
            {
                Note(exception);
                // A shared limit's store says by itself when it is there again, and is asked for nothing before.
                wait = exception is SharedLimitAwayException ? FirstFailedWait : failedWait;
                failedWait = failedWait * 2 < LongestFailedWait ? failedWait * 2 : LongestFailedWait;
            }
            catch (Exception)
            {
                break;
            }

            if (line.Time.GetElapsedTime(since) >= LongestStay)
            {
                line.Log.JobsComeAgain(plan.Queue, LongestStay);
                return new StartPermit(IsGranted: false, Lease: null) { HasWaitedLong = true };
            }

            await slot.WaitAsync(Task.Delay(wait, line.Time, line.Draining)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return default;
    }

    private async ValueTask<RateLimitLease> AskAsync(RateLimiter limiter, JobSlot slot)
    {
        var asked = limiter.AcquireAsync(1, line.Draining).AsTask();
        if (!asked.IsCompleted)
        {
            await slot.WaitAsync(asked);
        }

        return await asked;
    }

    private static TimeSpan RetryAfter(RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : RefusedWait;
        return wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait;
    }

    private void Note(Exception exception)
    {
        var reason = ForeignText.MessageOf(exception).ToString();
        var before = Volatile.Read(ref _trouble);
        Volatile.Write(ref _trouble, new StartTrouble(before?.Since ?? line.Time.GetUtcNow(), $"its rate limiter failed: {reason}"));
        if (before is null)
        {
            line.Log.LimiterFailed(exception, plan.Descriptor.HandlerName, plan.Queue);
        }
    }

    private void Return(RateLimitLease lease)
    {
        try
        {
            lease.Dispose();
        }
        catch (Exception exception)
        {
            line.Log.LeaseFailed(exception, plan.Descriptor.HandlerName);
        }
    }
}

/// <summary>Whether a job may start, and what its limiter is given back when it has ended.</summary>
internal readonly record struct StartPermit(bool IsGranted, RateLimitLease? Lease)
{
    /// <summary>Whether the permission did not come for so long that what is in hand is to go back and come again.</summary>
    public bool HasWaitedLong { get; init; }

    /// <summary>Ends the job when the server aborts, and when its place is lost; none where it has no place that can be lost.</summary>
    public CancellationTokenSource? StopWith(CancellationToken abort) =>
        Lease is SharedLease { Lost: { CanBeCanceled: true } lost } ? CancellationTokenSource.CreateLinkedTokenSource(abort, lost) : null;
}

/// <summary>Since when and why no job starts, though the queue is consumed.</summary>
internal sealed record StartTrouble(DateTimeOffset Since, string Reason);
