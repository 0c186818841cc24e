using System.Diagnostics.Metrics;
using Khronos.Engine;
using Khronos.State;

namespace Khronos.Diagnostics;

/// <summary>Khronos's measurements. They cost nothing while nobody listens.</summary>
internal sealed class KhronosTelemetry : IDisposable
{
    public const string MeterName = "Khronos";

    private readonly Meter _meter;
    private readonly Histogram<double> _lateness;
    private readonly Counter<long> _missed;
    private readonly Counter<long> _published;

    public KhronosTelemetry(IMeterFactory? meters = null)
    {
        _meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _lateness = _meter.CreateHistogram<double>("khronos.tick.lateness", "s", "Time from a tick's instant until it was fired.");
        _missed = _meter.CreateCounter<long>("khronos.ticks.missed", "{tick}", "Ticks that were passed over, by schedule.");
        _published = _meter.CreateCounter<long>("khronos.ticks.published", "{tick}", "Ticks that the broker confirmed, by kind.");
    }

    /// <summary>Shows an engine's state whenever somebody measures.</summary>
    public void Watch(TickEngine engine, ClockWatch clock, ILease lease)
    {
        _ = _meter.CreateObservableGauge("khronos.leader", () => lease.Standing.IsLeading ? 1 : 0, description: "Whether this replica keeps the time: 1, or 0 while it stands by.");
        _ = _meter.CreateObservableGauge("khronos.schedules", () => engine.Count, "{schedule}", "Schedules that are in force.");
        _ = _meter.CreateObservableGauge(
            "khronos.watermark.age", () => Age(engine, clock, lease), "s", "Time since the instant up to which every tick is published; the leader's alone.");
    }

    private static IEnumerable<Measurement<double>> Age(TickEngine engine, ClockWatch clock, ILease lease) =>
        lease.Standing.IsLeading ? [new Measurement<double>((clock.Read() - engine.Watermark).TotalSeconds)] : [];

    public void TickFired(Tick tick) => _lateness.Record((tick.FiredAt - tick.ScheduledAt).TotalSeconds);

    public void TickPublished(Tick tick)
    {
        if (_published.Enabled)
        {
            _published.Add(1, new KeyValuePair<string, object?>("khronos.tick.kind", tick.Kind));
        }

        if (tick.Missed is { } missed)
        {
            _missed.Add(missed.Count, new KeyValuePair<string, object?>("khronos.schedule", tick.Schedule.Name.Text));
        }
    }

    public void Dispose() => _meter.Dispose();
}
