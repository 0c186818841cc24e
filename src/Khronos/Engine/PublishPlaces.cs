namespace Khronos.Engine;

/// <summary>How many schedules publish at a time, and the line of those that wait for a place. Guarded by the outbox.</summary>
internal sealed class PublishPlaces(int count)
{
    private readonly Queue<TickLane> _line = new();
    private int _free = count;

    /// <summary>Whether there is a place for the schedule; without one it stands in line.</summary>
    public bool Take(TickLane lane)
    {
        if (_free == 0)
        {
            _line.Enqueue(lane);
            return false;
        }

        _free--;
        return true;
    }

    /// <summary>Stands in line for a place that is about to be left.</summary>
    public void StandInLine(TickLane lane) => _line.Enqueue(lane);

    /// <summary>Leaves a place to the next in line.</summary>
    /// <returns>The schedule that has the place now; <see langword="null"/> when none waited.</returns>
    public TickLane? Leave()
    {
        if (_line.TryDequeue(out var next))
        {
            return next;
        }

        _free++;
        return null;
    }

    /// <summary>Sends everyone in line away.</summary>
    public IReadOnlyList<TickLane> Dismiss()
    {
        TickLane[] dismissed = [.. _line];
        _line.Clear();
        return dismissed;
    }
}
