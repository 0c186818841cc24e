using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ponos.Diagnostics;

/// <summary>
/// Activities and measurements under the names of OpenTelemetry's semantic conventions for messaging. Costs nothing
/// while nobody listens. Who listens is the application's: what it throws has no effect.
/// </summary>
internal sealed class PonosTelemetry : IDisposable
{
    /// <summary>Jobs take from milliseconds to minutes; the conventions' buckets in seconds end at ten.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
    };

    private readonly ActivitySource _source = new(PonosDiagnostics.SourceName);
    private readonly Meter _meter;
    private readonly Counter<long> _published;
    private readonly Counter<long> _consumed;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _overruns;
    private readonly Counter<long> _settlementFailures;
    private readonly Counter<long> _publishFailures;
    private readonly ConcurrentBag<Func<IEnumerable<QueueFigures>>> _watched = [];

    public PonosTelemetry(IMeterFactory? meters = null)
    {
        _meter = meters?.Create(PonosDiagnostics.MeterName) ?? new Meter(PonosDiagnostics.MeterName);
        _published = _meter.CreateCounter<long>(PonosDiagnostics.Instruments.Published, "{job}", "Jobs that the broker took.");
        _consumed = _meter.CreateCounter<long>(PonosDiagnostics.Instruments.Consumed, "{job}", "Deliveries, by outcome.");
        _duration = _meter.CreateHistogram<double>(
            PonosDiagnostics.Instruments.ProcessDuration, "s", "Time from the delivery of a job to its outcome.", null, Seconds);
        _retries = _meter.CreateCounter<long>(PonosDiagnostics.Instruments.Retries, "{retry}", "Attempts that were followed by another.");
        _overruns = _meter.CreateCounter<long>(
            PonosDiagnostics.Instruments.Overruns, "{attempt}", "Attempts that went on after their timeout.");
        _settlementFailures = _meter.CreateCounter<long>(
            PonosDiagnostics.Instruments.SettlementFailures, "{failure}", "Settlements that the broker did not take at once.");
        _publishFailures = _meter.CreateCounter<long>(
            PonosDiagnostics.Instruments.PublishFailures, "{job}", "Publishes that failed, by job and error.");
        _ = _meter.CreateObservableGauge(
            PonosDiagnostics.Instruments.RunningJobs,
            () => Measure(static queue => (long?)queue.Running),
            "{job}",
            "Jobs that run in this process.");
        _ = _meter.CreateObservableGauge(
            PonosDiagnostics.Instruments.QueueDepth,
            () => Measure(static queue => queue.Depth),
            "{job}",
            "Jobs that are ready in a queue.");
        _ = _meter.CreateObservableGauge(
            PonosDiagnostics.Instruments.QueueAge,
            () => Measure(static queue => queue.Age?.TotalSeconds),
            "s",
            "How long the oldest job of a queue waits.");
    }

    public bool IsTracing => _source.HasListeners();

    public JobActivity StartPublish(JobKind kind, string name, string destination) =>
        IsTracing ? Start("send", ActivityKind.Producer, kind, name, destination, default, null) : default;

    /// <summary>A job is run.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="queue">Where it was.</param>
    /// <param name="traceParent">Its publisher's activity (W3C Trace Context, <c>traceparent</c>).</param>
    /// <param name="traceState">The publisher's <c>tracestate</c>.</param>
    /// <param name="links">Whether that is linked, and a trace of the job's own begins.</param>
    public JobActivity StartProcess(JobKind kind, string name, string queue, string? traceParent, string? traceState, bool links)
    {
        if (!IsTracing)
        {
            return default;
        }

        var isKnown = ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent);
        return links
            ? Start("process", ActivityKind.Consumer, kind, name, queue, default, isKnown ? [new ActivityLink(parent)] : [])
            : Start("process", ActivityKind.Consumer, kind, name, queue, parent, null);
    }

    /// <summary>Shows what is known of queues whenever somebody measures.</summary>
    public void Watch(Func<IEnumerable<QueueFigures>> figures) => _watched.Add(figures);

    /// <summary>A publish failed.</summary>
    /// <returns>Always false, for an exception filter: it looks on, and the exception goes its way.</returns>
    public bool PublishFailed(string name, Exception exception, JobActivity activity = default)
    {
        var error = ForeignText.TypeOf(exception).ToString();
        activity.Fail(ForeignText.MessageOf(exception).ToString(), error);
        if (exception is not OperationCanceledException)
        {
            CountFailure(name, error);
        }

        return false;
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

    private JobActivity Start(
        string operation,
        ActivityKind activityKind,
        JobKind kind,
        string name,
        string destination,
        ActivityContext parent,
        IEnumerable<ActivityLink>? links)
    {
        var before = Activity.Current;
        try
        {
            // Without a parent the current one would be it.
            Activity.Current = links is null ? before : null;
            var activity = _source.StartActivity($"{operation} {name}", activityKind, parent, null, links);
            if (activity is null)
            {
                Activity.Current = before;
            }

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

    private IEnumerable<Measurement<T>> Measure<T>(Func<QueueFigures, T?> figure)
        where T : struct =>
        from queue in _watched.SelectMany(static figures => figures())
        where figure(queue) is not null
        select new Measurement<T>(figure(queue)!.Value, new KeyValuePair<string, object?>(PonosDiagnostics.Tags.Destination, queue.Queue));

    private void CountFailure(string name, string error)
    {
        try
        {
            _publishFailures.Add(
                1, new KeyValuePair<string, object?>(PonosDiagnostics.Tags.JobName, name), new(PonosDiagnostics.Tags.ErrorType, error));
        }
        catch (Exception)
        {
            // A listener of the application's failed.
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
