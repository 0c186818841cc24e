namespace Ponos.Redis.Limits;

/// <summary>
/// The permits that this process had in the last period, with the server's times: what Redis is told again when it has
/// forgotten, and what the process goes by while Redis is away. In order of time. Pure.
/// </summary>
internal sealed class PermitLog(TimeSpan period)
{
    private readonly long _period = (long)period.TotalMicroseconds;
    private readonly LinkedList<Permit> _permits = new();

    /// <summary>The permits of the last period, the oldest first.</summary>
    public IReadOnlyCollection<Permit> Permits => _permits;

    public void Add(long number, long at)
    {
        Forget(at);
        // The server's clock may have been set back.
        _permits.AddLast(new Permit(number, Math.Max(at, _permits.Last?.Value.At ?? at)));
    }

    /// <summary>Takes a permit away that was not used; it is among the youngest.</summary>
    public void Remove(long number)
    {
        for (var node = _permits.Last; node is not null; node = node.Previous)
        {
            if (node.Value.Number == number)
            {
                _permits.Remove(node);
                return;
            }
        }
    }

    /// <summary>How many more there may be at a time, with so many in a period.</summary>
    public int Free(int limit, long now)
    {
        Forget(now);
        return Math.Max(0, limit - _permits.Count);
    }

    /// <summary>After how long there may be one more; for ever where there may be none.</summary>
    public TimeSpan WaitFor(int limit, long now)
    {
        if (limit == 0)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var over = Math.Max(0, _permits.Count - limit);
        var leaving = _permits.ElementAtOrDefault(over);
        return _permits.Count < limit || leaving is null
            ? TimeSpan.Zero
            : TimeSpan.FromMicroseconds(Math.Max(0, leaving.At + _period - now));
    }

    private void Forget(long now)
    {
        while (_permits.First is { } oldest && oldest.Value.At <= now - _period)
        {
            _permits.RemoveFirst();
        }
    }
}

/// <summary>One permit.</summary>
/// <param name="Number">Its number in this process.</param>
/// <param name="At">The server's time, in microseconds.</param>
internal sealed record Permit(long Number, long At);
