using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ponos.Diagnostics;

/// <summary>
/// Activities and measurements under the names of OpenTelemetry's semantic conventions for messaging. Costs nothing
/// while nobody listens. Who listens is the application's: what it throws has no effect.
/// </summary>
internal sealed class PonosTelemetry : IDisposable
{

    private readonly ActivitySource _source = new(PonosDiagnostics.SourceName);
    private readonly Meter _meter;
    private readonly Counter<long> _published;
    private readonly Counter<long> _consumed;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _overruns;
    private readonly Counter<long> _settlementFailures;

    public PonosTelemetry(IMeterFactory? meters = null)
    {
        _meter = meters?.Create(PonosDiagnostics.MeterName) ?? new Meter(PonosDiagnostics.MeterName);
        _published = _meter.CreateCounter<long>(PonosDiagnostics.Instruments.Published, "{job}", "Jobs that the broker took.");
        _consumed = _meter.CreateCounter<long>(PonosDiagnostics.Instruments.Consumed, "{job}", "Deliveries, by outcome.");
        _duration = _meter.CreateHistogram<double>(PonosDiagnostics.Instruments.ProcessDuration, "s", "Time from the delivery of a job to its outcome.");
        _retries = _meter.CreateCounter<long>(PonosDiagnostics.Instruments.Retries, "{retry}", "Attempts that were followed by another.");
        _overruns = _meter.CreateCounter<long>(PonosDiagnostics.Instruments.Overruns, "{attempt}", "Attempts that went on after their timeout.");
        _settlementFailures = _meter.CreateCounter<long>(PonosDiagnostics.Instruments.SettlementFailures, "{failure}", "Settlements that the broker did not take at once.");
    }

    public bool IsTracing => _source.HasListeners();

    public JobActivity StartPublish(JobKind kind, string name, string destination) =>
        IsTracing ? Start("send", ActivityKind.Producer, kind, name, destination, default) : default;

    public JobActivity StartProcess(JobKind kind, string name, string queue, string? traceParent, string? traceState)
    {
        if (!IsTracing)
        {
            return default;
        }

        _ = ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent);
        return Start("process", ActivityKind.Consumer, kind, name, queue, parent);
    }

    public void Sent(string destination) => Count(_published, destination);

    public void Retried(string queue) => Count(_retries, queue);

    public void Overran(string queue) => Count(_overruns, queue);

    public void SettlementFailed(string target) => Count(_settlementFailures, target);

    /// <summary>A delivery was settled.</summary>
    /// <param name="queue">Its queue.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="elapsed">From its delivery to its outcome.</param>
    public void Settled(string queue, JobOutcome outcome, TimeSpan elapsed)
    {
        if (!_consumed.Enabled && !_duration.Enabled)
        {
            return;
        }

        var tags = new TagList
        {
            { PonosDiagnostics.Tags.Destination, queue },
            { PonosDiagnostics.Tags.Outcome, outcome.ToString() },
        };
        try
        {
            _consumed.Add(1, tags);
            _duration.Record(elapsed.TotalSeconds, tags);
        }
        catch (Exception)
        {
            // A listener of the application's failed.
        }
    }

    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }

    private JobActivity Start(string operation, ActivityKind activityKind, JobKind kind, string name, string destination, ActivityContext parent)
    {
        var before = Activity.Current;
        try
        {
            var activity = _source.StartActivity($"{operation} {name}", activityKind, parent);
            Tag(activity, operation, kind, name, destination);
            return new JobActivity(activity);
        }
        catch (Exception)
        {
            // Started, but its listener failed: nobody would end it.
            Activity.Current = before;
            return default;
        }
    }

    private static void Count(Counter<long> counter, string destination)
    {
        try
        {
            counter.Add(1, new KeyValuePair<string, object?>(PonosDiagnostics.Tags.Destination, destination));
        }
        catch (Exception)
        {
            // A listener of the application's failed.
        }
    }

    private static void Tag(Activity? activity, string operation, JobKind kind, string name, string destination)
    {
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(PonosDiagnostics.Tags.System, "rabbitmq");
            activity.SetTag(PonosDiagnostics.Tags.OperationName, operation);
            activity.SetTag(PonosDiagnostics.Tags.OperationType, operation);
            activity.SetTag(PonosDiagnostics.Tags.Destination, destination);
            activity.SetTag(PonosDiagnostics.Tags.JobName, name);
            activity.SetTag(PonosDiagnostics.Tags.JobKind, kind == JobKind.Task ? "task" : "event");
        }
    }
}
