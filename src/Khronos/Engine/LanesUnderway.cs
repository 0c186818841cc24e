namespace Khronos.Engine;

/// <summary>The schedules with ticks that are not known to be published, and whether there are any. Guarded by the outbox.</summary>
internal sealed class LanesUnderway
{
    private readonly HashSet<TickLane> _lanes = [];
    private TaskCompletionSource? _empty;

    /// <summary>The oldest instant that is not known to be published, over all schedules.</summary>
    public DateTimeOffset? Oldest => _lanes.Min(lane => lane.Oldest);

    public void Add(TickLane lane) => _lanes.Add(lane);

    public void Remove(TickLane lane)
    {
        if (_lanes.Remove(lane) && _lanes.Count == 0)
        {
            _empty?.TrySetResult();
            _empty = null;
        }
    }

    /// <summary>Drops what waits behind the ticks that are being published.</summary>
    public void DropWaiting()
    {
        foreach (var lane in _lanes)
        {
            lane.Clear();
        }
    }

    /// <summary>Completes when there are none.</summary>
    public Task WhenEmpty() =>
        _lanes.Count == 0 ? Task.CompletedTask : (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
}
