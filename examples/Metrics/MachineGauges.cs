using System.Diagnostics.Metrics;

namespace Examples.Metrics;

/// <summary>The latest figures as gauges of the meter <c>Examples.Metrics</c>, for whatever exporter listens.</summary>
public sealed class MachineGauges
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Examples.Metrics";

    private readonly Gauge<double> _load;
    private readonly Gauge<long> _memoryAvailable;
    private readonly Gauge<long> _diskFree;

    /// <summary>Creates the gauges.</summary>
    public MachineGauges(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _load = meter.CreateGauge<double>(
            "machine.load", "{process}", "Processes that ran or waited to run, on average of the last minute.");
        _memoryAvailable = meter.CreateGauge<long>("machine.memory.available", "By", "Memory that processes can still get.");
        _diskFree = meter.CreateGauge<long>("machine.disk.free", "By", "Free space on the disk of the working directory.");
    }

    /// <summary>Records figures.</summary>
    public void Record(MachineFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        if (figures.Load is { } load)
        {
            _load.Record(load);
        }

        _memoryAvailable.Record(figures.MemoryAvailable);
        _diskFree.Record(figures.DiskFree);
    }
}
