namespace Khronos.Engine;

/// <summary>The schedules with ticks that are not known to be published, and whether there are any. Guarded by the outbox.</summary>
internal sealed class LanesUnderway
{
    private readonly HashSet<TickLane> _lanes = [];
    private TaskCompletionSource? _empty;
    private DateTimeOffset? _givenUp;

    /// <summary>The oldest instant that is not known to be published, over all schedules, whether or not it still will be.</summary>
    public DateTimeOffset? Oldest => Earlier(_givenUp, _lanes.Min(lane => lane.Oldest));

    public void Add(TickLane lane) => _lanes.Add(lane);

    public void Remove(TickLane lane)
    {
        if (_lanes.Remove(lane) && _lanes.Count == 0)
        {
            _empty?.TrySetResult();
            _empty = null;
        }
    }

    /// <summary>Takes out a schedule whose ticks are left to whoever keeps the time next: they stay unpublished for good here.</summary>
    public void GiveUp(TickLane lane)
    {
        _givenUp = Earlier(_givenUp, lane.Oldest);
        Remove(lane);
    }

    /// <summary>The tick of a schedule that came too late to be taken.</summary>
    public void GiveUp(Tick tick) => _givenUp = Earlier(_givenUp, TickLane.OldestOf(tick));

    /// <summary>Drops what waits behind the ticks that are being published.</summary>
    public void DropWaiting()
    {
        foreach (var lane in _lanes)
        {
            _givenUp = Earlier(_givenUp, lane.OldestWaiting);
            lane.Clear();
        }
    }

    /// <summary>Completes when there are none.</summary>
    public Task WhenEmpty() =>
        _lanes.Count == 0
            ? Task.CompletedTask
            : (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => other is null || one < other ? one : other;
}
