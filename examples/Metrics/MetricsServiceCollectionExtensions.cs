using Microsoft.Extensions.DependencyInjection;
using Ponos;

namespace Examples.Metrics;

/// <summary>Adds the metrics service to a host.</summary>
public static class MetricsServiceCollectionExtensions
{
    /// <summary>Adds the service <c>metrics</c> with the handlers of this project.</summary>
    public static PonosBuilder AddMachineMetrics(this IServiceCollection services)
    {
        services.AddSingleton(_ => new Machine());
        services.AddSingleton<MachineGauges>();
        return services.AddPonos("metrics");
    }
}
