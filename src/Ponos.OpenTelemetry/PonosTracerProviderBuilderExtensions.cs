using Ponos;

// Where those look who put tracing together, as for every other instrumentation.
#pragma warning disable IDE0130
namespace OpenTelemetry.Trace;
#pragma warning restore IDE0130

/// <summary>Ponos in OpenTelemetry's traces.</summary>
public static class PonosTracerProviderBuilderExtensions
{
    /// <summary>
    /// Traces the jobs that Ponos services publish and process; processing is the child of publishing, in whatever process.
    /// </summary>
    /// <param name="builder">The tracing that is put together.</param>
    /// <returns>The builder.</returns>
    public static TracerProviderBuilder AddPonosInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource(PonosDiagnostics.SourceName);
    }
}
