using Microsoft.Extensions.Logging;
using Ponos.Control;
using Ponos.Dashboard.Views;

namespace Ponos.Dashboard.Dead;

/// <summary>
/// Replays and drops that take longer than a page: they go on in the dashboard's process until they end, somebody stops
/// them, or the process does.
/// </summary>
internal sealed class LongWork(TimeProvider time, ILogger<LongWork> log) : IAsyncDisposable
{
    private const int Remembered = 50;

    /// <summary>So long a page waits for the end of what it began.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly List<Work> _all = [];
    private int _number;

    /// <summary>What was begun for a queue, the latest first.</summary>
    public IReadOnlyList<Work> Of(DeadAddress address)
    {
        lock (_gate)
        {
            return [.. _all.Where(work => work.Address == address).Reverse()];
        }
    }

    /// <summary>Begins something, and waits a little for its end.</summary>
    public async Task<Work> BeginAsync(DeadAddress address, string what, string who, Func<Work, CancellationToken, Task<string>> act)
    {
        var work = new Work(
            Interlocked.Increment(ref _number),
            address,
            what,
            who,
            time.GetUtcNow(),
            CancellationTokenSource.CreateLinkedTokenSource(_ended.Token));
        lock (_gate)
        {
            _all.Add(work);
            while (_all.Count > Remembered && _all.FindIndex(one => one.Ending.IsCompleted) is var index and >= 0)
            {
                _all.RemoveAt(index);
            }
        }

        work.Ending = RunAsync(work, act);
        _ = await Task.WhenAny(work.Ending, Task.Delay(Patience, time, _ended.Token));
        return work;
    }

    public void Stop(string id)
    {
        lock (_gate)
        {
            _all.Find(work => work.Id == id)?.Stop();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        Task[] running;
        lock (_gate)
        {
            running = [.. _all.Select(work => work.Ending)];
        }

        await Task.WhenAll(running);
        _ended.Dispose();
    }

    private async Task RunAsync(Work work, Func<Work, CancellationToken, Task<string>> act)
    {
        await Task.Yield();
        try
        {
            work.End(isGood: true, await act(work, work.Token), time.GetUtcNow());
            log.WorkDone(work.What, work.Who, work.Outcome!);
        }
        catch (OperationCanceledException) when (work.Token.IsCancellationRequested)
        {
            work.End(isGood: false, $"stopped after {Wording.Jobs(work.Taken)}", time.GetUtcNow());
            log.WorkDone(work.What, work.Who, work.Outcome!);
        }
        catch (Exception exception)
        {
            work.End(isGood: false, $"ended after {Wording.Jobs(work.Taken)}: {exception.Message}", time.GetUtcNow());
            log.WorkFailed(exception, work.What, work.Who);
        }
    }
}
