using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Delivery;
using Ponos.Handlers;
using Ponos.Topology;

namespace Ponos.Hosting;

/// <summary>
/// Whose permission a handler's jobs need before they start: the process's, all processes', or the application's own limiter's.
/// </summary>
internal static class StartLimiters
{
    /// <summary>The limiter of a handler; none where nothing limits its jobs but its slots.</summary>
    /// <exception cref="InvalidOperationException">A limit is to be shared, and the service has no store for it.</exception>
    public static RateLimiter? Of(IServiceProvider provider, string service, HandlerDescriptor handler, PonosOptions options)
    {
        var rate = RateOf(provider, service, handler, options);
        if (handler.Settings is not { ConcurrencyScope: ConcurrencyScope.Shared, Concurrency: { } concurrency })
        {
            return rate;
        }

        var limit = $"[Concurrency({concurrency}, Scope = ConcurrencyScope.Shared)]";
        var store = StoreOf(provider, service, handler, limit, "ConcurrencyScope");
        if (IsAlone(provider, options))
        {
            return rate;
        }

        var places = store.LimitConcurrency(LimitOf(service, handler, concurrency));
        return rate is null ? places : new ChainedLimiter(places, rate);
    }

    private static RateLimiter? RateOf(IServiceProvider provider, string service, HandlerDescriptor handler, PonosOptions options)
    {
        if (provider.GetKeyedService<RateLimiter>(handler.HandlerName) is { } own)
        {
            return own;
        }

        if (handler.Settings.RatePermits is not { } permits)
        {
            return null;
        }

        var period = handler.Settings.RatePeriod ?? options.RatePeriod;
        if (handler.Settings.RateScope == RateScope.Shared)
        {
            var store = StoreOf(provider, service, handler, $"[RateLimit({permits}, Scope = RateScope.Shared)]", "RateLimit:Scope");
            if (!IsAlone(provider, options))
            {
                return store.LimitRate(LimitOf(service, handler, permits), period);
            }
        }

        return new PeriodLimiter(permits, period, provider.GetRequiredService<TimeProvider>());
    }

    private static SharedLimit LimitOf(string service, HandlerDescriptor handler, int permits) =>
        new() { Queue = QueueNames.Jobs(service, handler.Name), HandlerName = handler.HandlerName, Permits = permits };

    /// <summary>The embedded broker has no other process: what this one counts is all there is.</summary>
    private static bool IsAlone(IServiceProvider provider, PonosOptions options) =>
        provider.GetRequiredService<TransportChoice>().IsEmbedded(options);

    private static ISharedLimits StoreOf(
        IServiceProvider provider, string service, HandlerDescriptor handler, string limit, string setting) =>
        provider.GetKeyedService<ISharedLimits>(service) ?? throw new InvalidOperationException(
            $"Handler {handler.HandlerName} of '{handler.Name}' has a limit " +
            $"that all processes of the service '{service}' share, {limit}, " +
            "and the service has no store for it. " +
            $"Add the package Ponos.Redis and call UseRedis(\"host:port\") on the service, or set the handler's {setting} to Process.");
}
