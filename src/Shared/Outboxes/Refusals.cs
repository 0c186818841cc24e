namespace Ponos.Outboxes;

/// <summary>
/// Destinations that take no jobs for the moment: a full queue, a missing permission, a queue that is not declared yet. Their jobs
/// are left alone for a while, so that those for other destinations do not wait behind them.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="first">How long a destination is left alone at first.</param>
internal sealed class Refusals(TimeProvider time, TimeSpan first)
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Refusal> _known = new(StringComparer.Ordinal);

    /// <summary>Those that are left alone now.</summary>
    public IReadOnlyList<(string Destination, string Reason)> Current
    {
        get
        {
            lock (_lock)
            {
                var now = time.GetUtcNow();
                return [.. _known.Where(known => known.Value.Until > now).Select(known => (known.Key, known.Value.Reason))];
            }
        }
    }

    /// <summary>When the next is tried again; <see langword="null"/> where there is none.</summary>
    public TimeSpan? NextIn
    {
        get
        {
            lock (_lock)
            {
                var now = time.GetUtcNow();
                var coming = _known.Values.Where(known => known.Until > now).Select(known => known.Until - now).ToArray();
                return coming.Length == 0 ? null : coming.Min();
            }
        }
    }

    public bool Holds(string destination)
    {
        lock (_lock)
        {
            return _known.TryGetValue(destination, out var known) && known.Until > time.GetUtcNow();
        }
    }

    /// <summary>It refused a job. The wait doubles from one refusal to the next.</summary>
    /// <returns>Whether it was not known to refuse any.</returns>
    public bool Add(string destination, string reason)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (!_known.TryGetValue(destination, out var known))
            {
                _known[destination] = new Refusal(now + first, first, reason);
                return true;
            }

            if (known.Until <= now)
            {
                var wait = known.Wait * 2 > Most ? Most : known.Wait * 2;
                _known[destination] = new Refusal(now + wait, wait, reason);
            }

            return false;
        }
    }

    /// <summary>It took a job.</summary>
    public void Remove(string destination)
    {
        lock (_lock)
        {
            _ = _known.Remove(destination);
        }
    }

    private readonly record struct Refusal(DateTimeOffset Until, TimeSpan Wait, string Reason);
}
