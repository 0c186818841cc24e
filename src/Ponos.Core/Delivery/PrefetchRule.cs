using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>
/// How many jobs are to be in hand: enough that no slot waits for the broker, and so few that others get theirs and a stop
/// or a crash hands back little. Pure.
/// </summary>
internal readonly struct PrefetchRule(int concurrency)
{
    /// <summary>Where the number cannot follow the jobs.</summary>
    public const int Steady = 100;

    /// <summary>More do not make a consumer faster.</summary>
    private const int Bound = 200;

    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(250);

    /// <summary>Whatever the jobs' duration.</summary>
    public int Most => Math.Max(Bound, 2 * concurrency);

    /// <summary>Before anything is known of the jobs.</summary>
    public static int First(int concurrency) => Math.Max(8, 2 * concurrency);

    /// <summary>Of bodies of that size, whatever the concurrency.</summary>
    public static int MostOf(int bytes) => Math.Max(1, ReceiveLimits.BytesInHand / Math.Max(1, bytes));

    /// <summary>For jobs that hold their slot so long each.</summary>
    public int For(TimeSpan each) =>
        each <= TimeSpan.Zero ? Most : (int)Math.Clamp(Math.Ceiling(concurrency * (Work / each)), concurrency, Most);

    /// <summary>Whether a wanted number is worth another consumer.</summary>
    public bool IsWorth(int wanted, int current) =>
        wanted > current && (wanted >= Math.Min(2 * current, Most) || current < concurrency) || wanted <= current / 2;
}
