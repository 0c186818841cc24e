using System.Diagnostics.Metrics;

namespace Ponos.Outboxes;

/// <summary>The measurements of outboxes, on the meter of Ponos.</summary>
internal sealed class OutboxTelemetry : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _parked;

    public OutboxTelemetry(IMeterFactory? meters = null)
    {
        _meter = meters?.Create(PonosDiagnostics.MeterName) ?? new Meter(PonosDiagnostics.MeterName);
        _sent = _meter.CreateCounter<long>(PonosDiagnostics.Instruments.OutboxSent, "{job}", "Jobs that left an outbox for the broker.");
        _parked = _meter.CreateCounter<long>(PonosDiagnostics.Instruments.OutboxParked, "{job}", "Jobs that were parked in an outbox.");
    }

    /// <summary>Measures what is in one service's outbox whenever somebody collects it.</summary>
    public void Observe(string service, RelayState state)
    {
        var tag = new KeyValuePair<string, object?>(PonosDiagnostics.Tags.Service, service);
        _ = _meter.CreateObservableGauge(
            PonosDiagnostics.Instruments.OutboxAge,
            () => new Measurement<double>(state.Known.Age.TotalSeconds, tag),
            "s",
            "How long the oldest job in an outbox has waited.");
        _ = _meter.CreateObservableGauge(
            PonosDiagnostics.Instruments.OutboxParkedJobs,
            () => new Measurement<long>(state.Known.Parked, tag),
            "{job}",
            "Parked jobs in an outbox.");
    }

    public void Sent(string service, int jobs)
    {
        if (jobs > 0)
        {
            Count(_sent, jobs, new KeyValuePair<string, object?>(PonosDiagnostics.Tags.Service, service));
        }
    }

    public void Parked(string service, string destination) =>
        Count(
            _parked,
            1,
            new KeyValuePair<string, object?>(PonosDiagnostics.Tags.Service, service),
            new KeyValuePair<string, object?>(PonosDiagnostics.Tags.Destination, destination));

    public void Dispose() => _meter.Dispose();

    private static void Count(Counter<long> counter, long number, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            counter.Add(number, tags);
        }
        catch (Exception)
        {
            // A listener of the application's failed.
        }
    }
}
