namespace Ponos;

/// <summary>
/// What each setting may be, whoever sets it: configuration, code, or an attribute. The generator compiles this file too, so
/// that a value that fails the start where it is configured is a compile error where it is written.
/// </summary>
internal static class Limits
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    public static readonly NumberRange Concurrency = new(1, 10_000);
    public static readonly NumberRange Prefetch = new(1, ushort.MaxValue);
    public static readonly NumberRange RatePermits = new(1, 100_000);
    public static readonly DurationRange RatePeriod = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
    public static readonly NumberRange MaxLength = new(0, int.MaxValue);
    public static readonly NumberRange MaxPriority = new(0, byte.MaxValue);
    public static readonly NumberRange MaxAttempts = new(1, 1000);
    public static readonly DurationRange Delay = new(TimeSpan.Zero, Month);
    public static readonly DurationRange MaxDelay = new(TimeSpan.Zero, Month);
    public static readonly DurationRange InProcessLimit = new(TimeSpan.Zero, TimeSpan.FromMinutes(1));
    public static readonly DurationRange GiveUpAfter = new(TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));
    public static readonly DurationRange AttemptTimeout = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), orNone: true);
    public static readonly NumberRange DeliveryLimit = new(1, 1000);
    public static readonly DurationRange QueueMetricsInterval = new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), orNone: true);
    public static readonly DurationRange JournalMaxAge = new(TimeSpan.FromHours(1), TimeSpan.FromDays(365));
    public static readonly NumberRange JournalMaxMegabytes = new(100, 1_000_000);
    public static readonly NumberRange InboxSize = new(0, 1_000_000);
    public static readonly NumberRange MaxBodyBytes = new(1024, 16 * 1024 * 1024);
    public static readonly DurationRange PublishTimeout = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
    public static readonly DurationRange ShutdownTimeout = new(TimeSpan.Zero, TimeSpan.FromHours(1));
    public static readonly DurationRange StartTimeout = new(TimeSpan.Zero, TimeSpan.FromHours(1));
}
