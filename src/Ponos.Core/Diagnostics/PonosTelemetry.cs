using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ponos.Diagnostics;

/// <summary>
/// Activities and measurements under the names of OpenTelemetry's semantic conventions for messaging. Costs nothing
/// while nobody listens.
/// </summary>
internal sealed class PonosTelemetry : IDisposable
{
    public const string SourceName = "Ponos";

    private readonly ActivitySource _source = new(SourceName);
    private readonly Meter _meter;

    public PonosTelemetry(IMeterFactory? meters = null)
    {
        _meter = meters?.Create(SourceName) ?? new Meter(SourceName);
        Published = _meter.CreateCounter<long>("messaging.client.sent.messages", "{job}", "Jobs that the broker took.");
        Consumed = _meter.CreateCounter<long>("messaging.client.consumed.messages", "{job}", "Deliveries, by outcome.");
        Duration = _meter.CreateHistogram<double>("messaging.process.duration", "s", "Time from the delivery of a job to its outcome.");
        Retries = _meter.CreateCounter<long>("ponos.retries", "{retry}", "Attempts that were followed by another.");
        Overruns = _meter.CreateCounter<long>("ponos.handler.overruns", "{attempt}", "Attempts that went on after their timeout.");
        SettlementFailures = _meter.CreateCounter<long>("ponos.settlement.failures", "{failure}", "Settlements that the broker did not take at once.");
    }

    public Counter<long> Published { get; }

    public Counter<long> Consumed { get; }

    public Histogram<double> Duration { get; }

    public Counter<long> Retries { get; }

    public Counter<long> Overruns { get; }

    public Counter<long> SettlementFailures { get; }

    public bool IsTracing => _source.HasListeners();

    public Activity? StartPublish(JobKind kind, string name, string destination)
    {
        if (!IsTracing)
        {
            return null;
        }

        var activity = _source.StartActivity("send " + name, ActivityKind.Producer);
        Tag(activity, "send", kind, name, destination);
        return activity;
    }

    public Activity? StartProcess(JobKind kind, string name, string queue, string? traceParent, string? traceState)
    {
        if (!IsTracing)
        {
            return null;
        }

        _ = ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent);
        var activity = _source.StartActivity("process " + name, ActivityKind.Consumer, parent);
        Tag(activity, "process", kind, name, queue);
        return activity;
    }

    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }

    private static void Tag(Activity? activity, string operation, JobKind kind, string name, string destination)
    {
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("messaging.system", "rabbitmq");
            activity.SetTag("messaging.operation.name", operation);
            activity.SetTag("messaging.operation.type", operation);
            activity.SetTag("messaging.destination.name", destination);
            activity.SetTag("ponos.job.name", name);
            activity.SetTag("ponos.job.kind", kind == JobKind.Task ? "task" : "event");
        }
    }
}
