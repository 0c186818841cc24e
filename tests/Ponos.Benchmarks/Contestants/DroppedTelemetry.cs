using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Ponos.Benchmarks.Contestants;

/// <summary>OpenTelemetry as an application attaches it, up to the exporter, which drops what it is given.</summary>
internal sealed class DroppedTelemetry : IDisposable
{
    private readonly TracerProvider _tracing =
        Sdk.CreateTracerProviderBuilder().AddSource("Ponos").AddProcessor(new DroppingProcessor()).Build();

    private readonly MeterProvider _metrics = Sdk.CreateMeterProviderBuilder()
        .AddMeter("Ponos")
        .AddReader(new PeriodicExportingMetricReader(new DroppingExporter(), exportIntervalMilliseconds: 1000))
        .Build();

    public void Dispose()
    {
        _tracing.Dispose();
        _metrics.Dispose();
    }

    private sealed class DroppingProcessor : BaseProcessor<Activity>;

    private sealed class DroppingExporter : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
