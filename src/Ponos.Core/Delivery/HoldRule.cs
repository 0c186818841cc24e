using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>
/// How long a job can be in hand before it is settled: those that were handed out before it take their time first. A
/// broker takes back what is in hand for too long, and whoever works on it works for nothing. Pure.
/// </summary>
internal static class HoldRule
{
    /// <summary>What a broker allows unless it is set otherwise.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromMinutes(30);

    /// <summary>What is asked for where nothing bounds it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static ReceiveLimits For(HandlerPlan plan) => new(plan.Prefetch)
    {
        LongestHold = HoldOf(plan),
        CautiousPrefetch = plan.AdjustsPrefetch ? 0 : CautiousPrefetch(plan),
        Single = plan.Descriptor.Settings.SingleActiveConsumer == true,
    };

    private static TimeSpan HoldOf(HandlerPlan plan)
    {
        if (!plan.IsQuorum)
        {
            // A classic queue counts nothing where a consumer can say anything, and refuses who tries.
            return TimeSpan.Zero;
        }

        if (plan.Timeout <= TimeSpan.Zero || plan.Limiter is not null || plan.KeepsOrder || plan.AdjustsPrefetch)
        {
            return Longest;
        }

        var each = (plan.Timeout + plan.Retry.InProcessLimit).TotalSeconds * plan.Retry.MaxAttempts;
        var all = each * Rounds(plan.Prefetch, plan.Concurrency);
        return TimeSpan.FromSeconds(Math.Clamp(all, Usual.TotalSeconds, Longest.TotalSeconds));
    }

    /// <summary>How many jobs may be in hand that all end within the usual time, whatever each of them takes.</summary>
    private static int CautiousPrefetch(HandlerPlan plan) => plan.Timeout <= TimeSpan.Zero
        ? plan.Concurrency
        : (int)Math.Clamp(Math.Floor(Usual / plan.Timeout) * plan.Concurrency, plan.Concurrency, plan.Prefetch);

    private static int Rounds(int prefetch, int concurrency) => (prefetch + concurrency - 1) / concurrency;
}
