using Microsoft.Extensions.DependencyInjection;
using Ponos;

// Where those look who put metrics together, as for every other instrumentation.
#pragma warning disable IDE0130
namespace OpenTelemetry.Metrics;
#pragma warning restore IDE0130

/// <summary>Ponos in OpenTelemetry's metrics.</summary>
public static class PonosMeterProviderBuilderExtensions
{
    private const string Khronos = "Khronos";

    /// <summary>Measures Ponos services, and Khronos where it runs in the host.</summary>
    /// <param name="builder">The metrics that are put together.</param>
    /// <param name="configure">Sets what is measured besides.</param>
    /// <returns>The builder.</returns>
    public static MeterProviderBuilder AddPonosInstrumentation(
        this MeterProviderBuilder builder, Action<PonosMetricsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new PonosMetricsOptions();
        configure?.Invoke(options);
        if (options.QueueInterval is { } interval)
        {
            // Without a name it is for all services of the host; each checks it when it starts.
            builder.ConfigureServices(services => services.Configure<PonosOptions>(ponos => ponos.QueueMetricsInterval = interval));
        }

        return builder.AddMeter(PonosDiagnostics.MeterName, Khronos);
    }
}
