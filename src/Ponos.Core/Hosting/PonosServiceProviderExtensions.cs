using Microsoft.Extensions.DependencyInjection;
using Ponos.Contracts;
using Ponos.Hosting;

namespace Ponos;

/// <summary>What a host's services say of themselves.</summary>
public static class PonosServiceProviderExtensions
{
    /// <summary>Describes the Ponos services of a host by their registrations: reads the contracts and connects to nothing.</summary>
    /// <param name="services">The host's services.</param>
    /// <returns>A description for each, in the order in which they were added.</returns>
    /// <exception cref="InvalidOperationException">A service could not start: its contracts or options contradict each other.</exception>
    public static IReadOnlyList<ServiceDescription> DescribePonosServices(this IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return [.. services.GetServices<ServiceRegistration>().Select(registration => ServicePlan.Describe(services, registration))];
    }
}
