using System.Globalization;

namespace Ponos.Hosting;

/// <summary>The ranges of options. A value outside of its range fails the start, with its name and the range.</summary>
internal static class OptionsRules
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    public static void Check(string service, PonosOptions options)
    {
        Whole(service, nameof(options.Concurrency), options.Concurrency, 1, 10_000);
        Whole(service, nameof(options.Prefetch), options.Prefetch, 1, ushort.MaxValue);
        Whole(service, nameof(options.DeliveryLimit), options.DeliveryLimit, 1, 1000);
        Whole(service, nameof(options.InboxSize), options.InboxSize, 0, 1_000_000);
        Whole(service, nameof(options.MaxBodyBytes), options.MaxBodyBytes, 1024, 16 * 1024 * 1024);
        Whole(service, "Retry:MaxAttempts", options.Retry.MaxAttempts, 1, 1000);
        Time(service, "Retry:Delay", options.Retry.Delay, TimeSpan.Zero, Month);
        Time(service, "Retry:MaxDelay", options.Retry.MaxDelay, options.Retry.Delay, Month);
        Time(service, "Retry:InProcessLimit", options.Retry.InProcessLimit, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Time(service, "Retry:GiveUpAfter", options.Retry.GiveUpAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));
        Time(service, nameof(options.PublishTimeout), options.PublishTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        Time(service, nameof(options.ShutdownTimeout), options.ShutdownTimeout, TimeSpan.Zero, TimeSpan.FromHours(1));
        Time(service, nameof(options.StartTimeout), options.StartTimeout, TimeSpan.Zero, TimeSpan.FromHours(1));
        if (options.Timeout != Timeout.InfiniteTimeSpan)
        {
            Time(service, nameof(options.Timeout), options.Timeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1));
        }
    }

    private static void Whole(string service, string name, int value, int min, int max)
    {
        if (value < min || value > max)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The option Ponos:{name} of the service '{service}' is {value}; it goes from {min} to {max}."));
        }
    }

    private static void Time(string service, string name, TimeSpan value, TimeSpan min, TimeSpan max)
    {
        if (value < min || value > max)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The option Ponos:{name} of the service '{service}' is {value}; it goes from {min} to {max}."));
        }
    }
}
