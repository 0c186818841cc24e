using Ponos.Control;

namespace Ponos.Dashboard.Watching;

/// <summary>Adds up what the processes of a queue have settled, over processes that come and go.</summary>
internal sealed class SettledCounter
{
    private readonly Dictionary<(string Service, string Instance, string Queue), long> _before = [];
    private readonly Dictionary<string, long> _totals = new(StringComparer.Ordinal);
    private DateTimeOffset _lookedAt;

    public IReadOnlyDictionary<string, long> Add(IReadOnlyList<ProcessReport> reports, DateTimeOffset now)
    {
        foreach (var report in reports)
        {
            foreach (var handler in report.Handlers)
            {
                var key = (report.Service, report.Instance, handler.Queue);
                var count = handler.Outcomes.Values.Sum();
                // One that began since the last look has done all that it counts since then.
                var known = _before.TryGetValue(key, out var before) || (_lookedAt != default && report.Since > _lookedAt);
                _totals[handler.Queue] = _totals.GetValueOrDefault(handler.Queue) + (known ? Math.Max(0, count - before) : 0);
                _before[key] = count;
            }
        }

        Forget(reports);
        _lookedAt = now;
        return new Dictionary<string, long>(_totals, StringComparer.Ordinal);
    }

    private void Forget(IReadOnlyList<ProcessReport> reports)
    {
        var here = reports.Select(report => (report.Service, report.Instance)).ToHashSet();
        if (_before.Count > 10_000)
        {
            foreach (var key in _before.Keys.Where(key => !here.Contains((key.Service, key.Instance))).ToArray())
            {
                _ = _before.Remove(key);
            }
        }
    }
}
