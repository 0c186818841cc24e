using Microsoft.Extensions.DependencyInjection;
using Ponos.Hosting;
using Ponos.Topology;

namespace Ponos;

/// <summary>Opens what a service would declare beside what its broker has.</summary>
public static class PonosTopologyExtensions
{
    /// <summary>
    /// Connects to a service's broker, as the service would, or to the one that the host's configuration names, and starts nothing.
    /// What is opened compares and, where it is told to, declares; see <see cref="IBrokerTopology"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="service">
    /// The service's name. Default: none, for a look at the broker alone; needs <c>AddPonos</c> or <c>AddPonosOperator</c>.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The topology, to be disposed.</returns>
    /// <exception cref="ArgumentException">The host has no such service.</exception>
    /// <exception cref="InvalidOperationException">
    /// The service could not start, has no broker, or runs on the embedded one, which has nothing that outlives it.
    /// </exception>
    /// <exception cref="BrokerUnavailableException">The broker could not be reached, or it refused the login.</exception>
    public static Task<IBrokerTopology> OpenBrokerTopologyAsync(
        this IServiceProvider services, string? service = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        var choice = services.GetRequiredService<TransportChoice>();
        if (service is null)
        {
            return choice.OpenTopologyAsync("ponos", new PonosOptions(), new TopologyShape([], [], []), cancellationToken);
        }

        var registrations = services.GetServices<ServiceRegistration>().ToArray();
        var registration = Array.Find(registrations, known => known.Name == service)
            ?? throw new ArgumentException(
                $"There is no service '{service}'; the host has {string.Join(", ", registrations.Select(known => known.Name))}.",
                nameof(service));
        var plan = ServicePlan.Of(services, registration);
        return choice.OpenTopologyAsync(service, plan.Options, plan.TopologyOf(service), cancellationToken);
    }
}
