using Microsoft.Extensions.Logging;
using Ponos.Control;

namespace Ponos.Dashboard.Watching;

/// <summary>
/// Asks processes and queues at a beat, for all visitors together, and keeps the last minutes in memory. Nothing is asked
/// before somebody looks for the first time.
/// </summary>
internal sealed class FleetWatch(
    IOperator broker, ContractWatch contracts, DashboardOptions options, TimeProvider time, ILogger<FleetWatch> log) : IAsyncDisposable
{
    private static readonly TimeSpan QuietBeat = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GoneFor = TimeSpan.FromMinutes(15);
    private const int MostProcesses = 1000;
    private const int LooksAtATime = 8;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly SettledCounter _settled = new();
    private Dictionary<(string Service, string Instance), SeenProcess> _seen = [];
    private TaskCompletionSource<Snapshot> _next = NewNext();
    private TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Snapshot? _latest;
    private DateTimeOffset _askedFor;
    private Task? _loop;

    /// <summary>The latest that is known; after a quiet while a new one, which is awaited.</summary>
    public Task<Snapshot> CurrentAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Want();
            return _latest is { } latest && time.GetUtcNow() - latest.At <= (options.Beat * 2) + TimeSpan.FromSeconds(2)
                ? Task.FromResult(latest)
                : _next.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The first that is later than the given one.</summary>
    public Task<Snapshot> AfterAsync(long number, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Want();
            return _latest is { } latest && latest.Number > number ? Task.FromResult(latest) : _next.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Asks at once: somebody did something and wants to see what came of it.</summary>
    public Task<Snapshot> FreshAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Want();
            _ = _wanted.TrySetResult();
            return _next.Task.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        Task? loop;
        lock (_gate)
        {
            loop = _loop;
        }

        if (loop is not null)
        {
            await loop;
        }

        _ = _next.TrySetCanceled();
        _ended.Dispose();
    }

    private static TaskCompletionSource<Snapshot> NewNext() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Want()
    {
        ObjectDisposedException.ThrowIf(_ended.IsCancellationRequested, this);
        var now = time.GetUtcNow();
        if (now - _askedFor > QuietAfter)
        {
            _ = _wanted.TrySetResult();
        }

        _askedFor = now;
        _loop ??= Task.Run(() => LoopAsync(_ended.Token));
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                Task wanted;
                lock (_gate)
                {
                    _wanted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    wanted = _wanted.Task;
                }

                Tell(await LookAsync(cancellationToken));
                await WaitAsync(wanted, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The application ends.
        }
    }

    private async Task WaitAsync(Task wanted, CancellationToken cancellationToken)
    {
        using var beat = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var isQuiet = time.GetUtcNow() - _askedFor > QuietAfter;
        _ = await Task.WhenAny(wanted, Task.Delay(isQuiet ? QuietBeat : options.Beat, time, beat.Token));
        await beat.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Tell(Snapshot snapshot)
    {
        TaskCompletionSource<Snapshot> told;
        lock (_gate)
        {
            _latest = snapshot;
            told = _next;
            _next = NewNext();
        }

        _ = told.TrySetResult(snapshot);
    }

    private async Task<Snapshot> LookAsync(CancellationToken cancellationToken)
    {
        var number = (_latest?.Number ?? 0) + 1;
        try
        {
            var reports = await broker.DescribeAsync(cancellationToken: cancellationToken);
            var now = time.GetUtcNow();
            var processes = Remember(reports, now);
            var queues = await LookAtQueuesAsync(processes, cancellationToken);
            return new Snapshot
            {
                Number = number,
                At = time.GetUtcNow(),
                Processes = processes,
                Queues = queues,
                Tracks = Track(reports, queues, now),
                Contracts = await contracts.AllAsync(cancellationToken),
                Trouble = broker.Trouble,
            };
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            log.LookFailed(exception);
            return new Snapshot
            {
                Number = number,
                At = time.GetUtcNow(),
                Processes = _latest?.Processes ?? [],
                Queues = _latest?.Queues ?? new Dictionary<string, QueueReport?>(),
                Tracks = _latest?.Tracks ?? new Dictionary<string, QueueTrack>(),
                Contracts = _latest?.Contracts ?? [],
                Trouble = broker.Trouble ?? exception.Message,
            };
        }
    }

    private List<SeenProcess> Remember(IReadOnlyList<ProcessReport> reports, DateTimeOffset now)
    {
        var here = reports.DistinctBy(report => (report.Service, report.Instance)).Take(MostProcesses)
            .Select(report => new SeenProcess(report, now, IsGone: false)).ToList();
        var names = here.Select(one => (one.Report.Service, one.Report.Instance)).ToHashSet();
        var gone = _seen.Where(one => !names.Contains(one.Key) && now - one.Value.SeenAt < GoneFor)
            .Select(one => one.Value with { IsGone = true })
            .OrderByDescending(one => one.SeenAt).Take(MostProcesses);
        List<SeenProcess> all = [.. here, .. gone];
        _seen = all.ToDictionary(one => (one.Report.Service, one.Report.Instance));
        return [.. all.OrderBy(one => one.Report.Service, StringComparer.Ordinal)
            .ThenBy(one => one.Report.Instance, StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyDictionary<string, QueueReport?>> LookAtQueuesAsync(
        IReadOnlyList<SeenProcess> processes, CancellationToken cancellationToken)
    {
        var found = new System.Collections.Concurrent.ConcurrentDictionary<string, QueueReport?>(StringComparer.Ordinal);
        var names = processes.SelectMany(one => one.Report.Handlers)
            // A process's own queue is refused to anybody else, and the broker logs each time that it was asked.
            .SelectMany(handler => new[] { handler.IsBroadcast ? "" : handler.Queue, handler.DeadQueue, handler.InvalidQueue })
            .Where(name => name.Length > 0).Distinct(StringComparer.Ordinal);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = LooksAtATime, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(names, parallel, async (name, token) => found[name] = await broker.LookAsync(name, token));
        return found;
    }

    private Dictionary<string, QueueTrack> Track(
        IReadOnlyList<ProcessReport> reports, IReadOnlyDictionary<string, QueueReport?> queues, DateTimeOffset now)
    {
        var totals = _settled.Add(reports, now);
        var inHand = reports.SelectMany(report => report.Handlers).GroupBy(handler => handler.Queue, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key, group => group.Sum(handler => (long)handler.Pending + handler.Running.Count), StringComparer.Ordinal);
        var tracks = new Dictionary<string, QueueTrack>(StringComparer.Ordinal);
        foreach (var (name, queue) in queues)
        {
            var ready = queue?.Ready ?? 0;
            var before = _latest?.Tracks.GetValueOrDefault(name) ?? QueueTrack.Empty;
            tracks[name] = before.With(new TrackPoint(now, ready, ready + inHand.GetValueOrDefault(name), totals.GetValueOrDefault(name)));
        }

        return tracks;
    }
}
