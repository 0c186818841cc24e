namespace Ponos.Faults.Tests.Support;

/// <summary>
/// Publishes tasks and events at an even pace through a worker's own publisher until it is stopped, keeps what became of
/// each, and knows when the worker is back.
/// </summary>
internal sealed class Load : IAsyncDisposable
{
    /// <summary>Jobs that are through before a fault begins.</summary>
    private const int Warm = 200;

    private readonly string _taskPrefix = $"task-{Guid.NewGuid():N}"[..9] + "-";
    private readonly string _eventPrefix = $"event-{Guid.NewGuid():N}"[..10] + "-";

    private readonly WorkerHost _worker;
    private readonly TimeSpan _pace;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _publishing;
    private int _number;

    private Load(WorkerHost worker, int publishers, TimeSpan pace)
    {
        _worker = worker;
        _pace = pace;
        _publishing = [.. Enumerable.Range(0, publishers).Select(number => Task.Run(() => PublishAsync(number % 2 == 0)))];
    }

    public PublishedJobs Jobs { get; } = new();

    /// <summary>Begins, and returns when tasks and events have flowed for a while.</summary>
    public static async Task<Load> StartAsync(WorkerHost worker, int publishers = 6, int paceMilliseconds = 10)
    {
        var load = new Load(worker, publishers, TimeSpan.FromMilliseconds(paceMilliseconds));
        await load.FlowsSinceAsync(Clock.Now);
        await Wait.UntilAsync(() => load.Jobs.Confirmed.Count >= Warm, () => load.Describe());
        return load;
    }

    /// <summary>Waits until a task and an event that were published at a time or later are confirmed and handled.</summary>
    /// <returns>How long after that time the later of the two was handled.</returns>
    public async Task<TimeSpan> FlowsSinceAsync(TimeSpan since)
    {
        TimeSpan? task = null, happened = null;
        await Wait.UntilAsync(
            () =>
            {
                var handled = Jobs.ConfirmedSince(since)
                    .Select(id => (Id: id, At: _worker.Handled.At(id)))
                    .Where(job => job.At is not null)
                    .ToArray();
                task = First(handled, _taskPrefix);
                happened = First(handled, _eventPrefix);
                return task is not null && happened is not null;
            },
            () => $"no {(task is null ? "task" : "event")} that was published after the fault was handled. {Describe()}");
        return (task > happened ? task : happened)!.Value - since;
    }

    /// <summary>Stops publishing, and waits for what is on its way.</summary>
    public async Task StopAsync()
    {
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync();
            await Task.WhenAll(_publishing);
        }
    }

    /// <summary>Stops, and checks that each confirmed job was handled or is in a dead-letter queue.</summary>
    public async Task<Tally> SettleAsync()
    {
        await StopAsync();
        return await Tally.TakeAsync(_worker, Jobs);
    }

    public string Describe() =>
        $"{Jobs.Confirmed.Count} confirmed, {_worker.Handled.Count} handled, {Jobs.Unknown.Count} unknown, {Jobs.NotTaken.Count} not taken"
            + (Jobs.NotTaken.Values.LastOrDefault() is { } last ? $" ({last.Message})" : "");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private static TimeSpan? First(IEnumerable<(string Id, TimeSpan? At)> handled, string prefix) =>
        handled.Where(job => job.Id.StartsWith(prefix, StringComparison.Ordinal)).Min(job => job.At);

    private async Task PublishAsync(bool tasks)
    {
        while (!_stop.IsCancellationRequested)
        {
            var id = $"{(tasks ? _taskPrefix : _eventPrefix)}{Interlocked.Increment(ref _number):D6}";
            await Jobs.PublishAsync(id, () => tasks ? _worker.PublishTaskAsync(id) : _worker.PublishEventAsync(id));
            await Task.Delay(_pace);
        }
    }
}
