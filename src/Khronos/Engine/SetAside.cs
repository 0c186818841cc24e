namespace Khronos.Engine;

/// <summary>
/// Schedules that could not be reckoned with: out of the others' way, and tried again once a second. Guarded by the engine.
/// </summary>
internal sealed class SetAside
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, ScheduleRun> _runs = new(StringComparer.Ordinal);

    /// <summary>By name, why; replaced when it changes, so that it can be looked at without the engine's lock.</summary>
    public IReadOnlyDictionary<string, string> Reasons { get; private set; } = new SortedDictionary<string, string>();

    /// <summary>When to try again; <see langword="null"/> when nothing is to be tried.</summary>
    public DateTimeOffset? NextAt { get; private set; }

    /// <param name="name">The schedule.</param>
    /// <param name="run">What is to be tried again; <see langword="null"/> where it did not come so far.</param>
    /// <param name="reason">What is wrong.</param>
    /// <param name="now">The trusted time.</param>
    public void Add(string name, ScheduleRun? run, string reason, DateTimeOffset now)
    {
        Reasons = new SortedDictionary<string, string>(Reasons.ToDictionary(), StringComparer.Ordinal) { [name] = reason };
        if (run is not null)
        {
            _runs[name] = run;
            NextAt = now + BetweenTries;
        }
    }

    public void Remove(string name)
    {
        if (Reasons.ContainsKey(name))
        {
            Reasons = new SortedDictionary<string, string>(Reasons.Where(one => one.Key != name).ToDictionary(), StringComparer.Ordinal);
            _ = _runs.Remove(name);
            NextAt = _runs.Count == 0 ? null : NextAt;
        }
    }

    /// <summary>What is to be tried now. Each is removed when it works, and added again when it does not.</summary>
    public IReadOnlyList<ScheduleRun> TakeDue(DateTimeOffset now)
    {
        if (NextAt is null || NextAt > now)
        {
            return [];
        }

        ScheduleRun[] runs = [.. _runs.Values];
        _runs.Clear();
        NextAt = null;
        return runs;
    }
}
