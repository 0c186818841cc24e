using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ponos.Hosting;
using Ponos.Testing;
using Ponos.Transport.InMemory;

namespace Ponos;

/// <summary>Makes a host of the application's own one that a test can hold.</summary>
public static class PonosTestingServiceCollectionExtensions
{
    private static readonly DateTimeOffset DefaultStart = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Puts the host's services on an embedded broker of their own, whatever broker they have chosen, and the host on a fake
    /// clock; <see cref="PonosHarness.Attach"/> then takes hold of them. Called after the application has added its services:
    /// in <c>ConfigureTestServices</c> of a <c>WebApplicationFactory</c>, or on the builder before it builds.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="start">What the clock shows at first. Default: 2026-01-01T00:00:00Z.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPonosHarness(this IServiceCollection services, DateTimeOffset? start = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var clock = new SteppedClock(start ?? DefaultStart);
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        services.AddSingleton(clock);
        services.AddSingleton(new InMemoryBroker(clock));
        services.AddSingleton<JobRecord>();
        services.AddSingleton(new RunningHandlers());
        services.AddSingleton<IJobObserver>(provider => provider.GetRequiredService<JobRecord>());
        services.PostConfigureAll<PonosOptions>(options => options.Broker = BrokerChoice.InMemory);
        WatchHandlers(services);
        return services;
    }

    /// <summary>Watches the handlers of all services that were added so far.</summary>
    internal static void WatchHandlers(IServiceCollection services)
    {
        var running = (RunningHandlers)services.Single(known => known.ServiceType == typeof(RunningHandlers)).ImplementationInstance!;
        foreach (var service in services.Where(known => known.ServiceType == typeof(ServiceRegistration)))
        {
            running.Watch((ServiceRegistration)service.ImplementationInstance!);
        }
    }
}
