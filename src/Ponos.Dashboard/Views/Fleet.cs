using Ponos.Control;
using Ponos.Dashboard.Watching;

namespace Ponos.Dashboard.Views;

/// <summary>The services of a snapshot, put together from their processes.</summary>
internal sealed record Fleet
{
    public required Snapshot Snapshot { get; init; }

    public required IReadOnlyList<ServiceView> Services { get; init; }

    public required IReadOnlyList<Concern> Concerns { get; init; }

    public IEnumerable<HandlerView> Handlers => Services.SelectMany(service => service.Handlers);

    public static Fleet Of(Snapshot snapshot)
    {
        var services = snapshot.Processes.GroupBy(process => process.Report.Service, StringComparer.Ordinal)
            .Select(group => ServiceView.Of(group.Key, [.. group], snapshot))
            .OrderBy(service => service.Name, StringComparer.Ordinal).ToList();
        return new Fleet { Snapshot = snapshot, Services = services, Concerns = ConcernFinder.Find(snapshot, services) };
    }

    public ServiceView? Service(string name) => Services.FirstOrDefault(service => service.Name == name);

    public HandlerView? Handler(string service, string jobName) =>
        Service(service)?.Handlers.FirstOrDefault(handler => handler.JobName == jobName);
}

/// <summary>A service: its processes, and its handlers over all of them.</summary>
internal sealed record ServiceView
{
    public required string Name { get; init; }

    public required IReadOnlyList<SeenProcess> Processes { get; init; }

    public required IReadOnlyList<HandlerView> Handlers { get; init; }

    /// <summary>None of its processes answers any more.</summary>
    public bool IsGone => Processes.All(process => process.IsGone);

    public int Running => Processes.Count(process => !process.IsGone);

    public long Ready => Handlers.Sum(handler => handler.Ready ?? 0);

    public long GivenUp => Handlers.Sum(handler => (handler.Dead ?? 0) + (handler.Invalid ?? 0));

    public double? RateOut =>
        Handlers.Any(handler => handler.Track.RateOut is not null) ? Handlers.Sum(handler => handler.Track.RateOut ?? 0) : null;

    public static ServiceView Of(string name, IReadOnlyList<SeenProcess> processes, Snapshot snapshot)
    {
        // What processes that are gone did counts only where none is left.
        var counted = processes.Any(process => !process.IsGone) ? processes.Where(process => !process.IsGone) : processes;
        var handlers = counted.SelectMany(process => process.Report.Handlers.Select(handler => (process, handler)))
            .GroupBy(one => one.handler.JobName, StringComparer.Ordinal)
            .Select(group => new HandlerView(
                name, snapshot, [.. group.Select(one => new HandlerInProcess(one.process, one.handler))]))
            .OrderBy(handler => handler.JobName, StringComparer.Ordinal);
        return new ServiceView { Name = name, Processes = processes, Handlers = [.. handlers] };
    }
}

/// <summary>A handler in one process.</summary>
internal sealed record HandlerInProcess(SeenProcess Process, HandlerReport Report)
{
    public string Instance => Process.Report.Instance;
}

/// <summary>A handler over all processes of its service.</summary>
internal sealed record HandlerView(string Service, Snapshot Snapshot, IReadOnlyList<HandlerInProcess> Processes)
{
    public HandlerReport First => Processes[0].Report;

    public string JobName => First.JobName;

    public JobKind Kind => First.Kind;

    public string Queue => First.Queue;

    public long? Ready => Look(Queue)?.Ready;

    public long? Dead => Look(First.DeadQueue)?.Ready;

    public long? Invalid => Look(First.InvalidQueue)?.Ready;

    public int? Consumers => Look(Queue)?.Consumers;

    public QueueTrack Track => Snapshot.Tracks.GetValueOrDefault(Queue) ?? QueueTrack.Empty;

    public QueueTrack DeadTrack => Snapshot.Tracks.GetValueOrDefault(First.DeadQueue) ?? QueueTrack.Empty;

    public QueueTrack InvalidTrack => Snapshot.Tracks.GetValueOrDefault(First.InvalidQueue) ?? QueueTrack.Empty;

    public bool IsGone => Processes.All(one => one.Process.IsGone);

    public bool IsPaused => Processes.Any(one => one.Report.Pauses.Count > 0);

    /// <summary>Whether the broker was asked for the queue and has none of that name.</summary>
    public bool IsMissing => Snapshot.Queues.TryGetValue(Queue, out var queue) && queue is null;

    public int Running => Processes.Sum(one => one.Report.Running.Count);

    /// <summary>The highest of the processes: figures of percentiles cannot be added up.</summary>
    public TimeFigures? RunTime => Worst(one => one.RunTime);

    public TimeFigures? WaitTime => Worst(one => one.WaitTime);

    public IReadOnlyDictionary<JobOutcome, long> Outcomes => Processes.SelectMany(one => one.Report.Outcomes)
        .GroupBy(one => one.Key).ToDictionary(group => group.Key, group => group.Sum(one => one.Value));

    private TimeFigures? Worst(Func<HandlerReport, TimeFigures?> figures) =>
        Processes.Select(one => figures(one.Report)).OfType<TimeFigures>().MaxBy(one => one.P99);

    private QueueReport? Look(string queue) => Snapshot.Queues.GetValueOrDefault(queue);
}
