using Microsoft.Extensions.DependencyInjection;
using Ponos.Hosting;

namespace Ponos;

/// <summary>Opens what a service would declare beside what its broker has.</summary>
public static class PonosTopologyExtensions
{
    /// <summary>
    /// Connects to a service's broker, as the service would, and starts nothing of it. What is opened compares and, where it is told
    /// to, declares; see <see cref="IBrokerTopology"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="service">The service's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The topology, to be disposed.</returns>
    /// <exception cref="ArgumentException">The host has no such service.</exception>
    /// <exception cref="InvalidOperationException">The service could not start, has no broker, or runs on the embedded one, which has nothing that outlives it.</exception>
    /// <exception cref="BrokerUnavailableException">The broker could not be reached, or it refused the login.</exception>
    public static Task<IBrokerTopology> OpenBrokerTopologyAsync(this IServiceProvider services, string service, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(service);
        var registrations = services.GetServices<ServiceRegistration>().ToArray();
        var registration = Array.Find(registrations, known => known.Name == service)
            ?? throw new ArgumentException($"There is no service '{service}'; the host has {string.Join(", ", registrations.Select(known => known.Name))}.", nameof(service));
        var plan = ServicePlan.Of(services, registration);
        return services.GetRequiredService<TransportChoice>().OpenTopologyAsync(service, plan.Options, plan.TopologyOf(service), cancellationToken);
    }
}
