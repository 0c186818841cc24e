using System.Diagnostics.Metrics;

namespace Khronos.Diagnostics;

/// <summary>Khronos's measurements. They cost nothing while nobody listens.</summary>
internal sealed class KhronosTelemetry : IDisposable
{
    public const string MeterName = "Khronos";

    private readonly Meter _meter;
    private readonly Histogram<double> _lateness;
    private readonly Counter<long> _missed;
    private readonly Counter<long> _published;
    private readonly Counter<long> _provisional;

    public KhronosTelemetry(IMeterFactory? meters = null)
    {
        _meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _lateness = _meter.CreateHistogram<double>("khronos.tick.lateness", "s", "Time from a tick's instant until it was fired.");
        _missed = _meter.CreateCounter<long>("khronos.ticks.missed", "{tick}", "Ticks that were passed over, by schedule.");
        _published = _meter.CreateCounter<long>("khronos.ticks.published", "{tick}", "Ticks that the broker confirmed, by kind.");
        _provisional = _meter.CreateCounter<long>(
            "khronos.terms.provisional", "{term}", "Terms that began while the stream of schedules did not answer.");
    }

    /// <summary>Shows what there is whenever somebody measures.</summary>
    /// <param name="isLeading">Whether this replica keeps the time.</param>
    /// <param name="schedules">How many schedules are in force.</param>
    /// <param name="watermarkAge">The leader's; otherwise <see langword="null"/>.</param>
    public void Watch(Func<bool> isLeading, Func<int> schedules, Func<TimeSpan?> watermarkAge)
    {
        _ = _meter.CreateObservableGauge(
            "khronos.leader", () => isLeading() ? 1 : 0, description: "Whether this replica keeps the time: 1, or 0 while it stands by.");
        _ = _meter.CreateObservableGauge("khronos.schedules", schedules, "{schedule}", "Schedules that are in force.");
        _ = _meter.CreateObservableGauge<double>(
            "khronos.watermark.age",
            () => watermarkAge() is { } age ? [new Measurement<double>(age.TotalSeconds)] : [],
            "s",
            "Time since the instant up to which every tick is published; the leader's alone.");
    }

    public void TickFired(TimeSpan lateness) => _lateness.Record(lateness.TotalSeconds);

    public void TickPublished(string schedule, TickKind kind, long missed)
    {
        if (_published.Enabled)
        {
            _published.Add(1, new KeyValuePair<string, object?>("khronos.tick.kind", kind));
        }

        if (missed > 0)
        {
            _missed.Add(missed, new KeyValuePair<string, object?>("khronos.schedule", schedule));
        }
    }

    public void TermIsProvisional() => _provisional.Add(1);

    public void Dispose() => _meter.Dispose();
}
