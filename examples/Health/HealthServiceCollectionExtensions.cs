using Microsoft.Extensions.DependencyInjection;
using Ponos;

namespace Examples.Health;

/// <summary>Adds the health service to a host.</summary>
public static class HealthServiceCollectionExtensions
{
    /// <summary>Adds the service <c>health</c> with the handlers of this project.</summary>
    public static PonosBuilder AddHealth(this IServiceCollection services)
    {
        services.AddOptions<HealthOptions>().BindConfiguration("Health");
        services.AddSingleton<HealthTargets>();
        services.AddSingleton<HttpClient>();
        return services.AddPonos("health");
    }
}
