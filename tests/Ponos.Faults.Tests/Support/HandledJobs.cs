using System.Collections.Concurrent;

namespace Ponos.Faults.Tests.Support;

/// <summary>Which jobs were handled, by id: when first, and how often.</summary>
internal sealed class HandledJobs
{
    private readonly ConcurrentDictionary<string, Runs> _jobs = new(StringComparer.Ordinal);

    public ICollection<string> Ids => _jobs.Keys;

    public int Count => _jobs.Count;

    /// <summary>Jobs that were run to their end more than once.</summary>
    public string[] Doubled => [.. _jobs.Where(job => job.Value.Count > 1).Select(job => job.Key)];

    public void Add(string id) => _jobs.AddOrUpdate(id, _ => new Runs(Clock.Now, 1), (_, runs) => runs with { Count = runs.Count + 1 });

    public bool Contains(string id) => _jobs.ContainsKey(id);

    public int CountOf(string id) => _jobs.TryGetValue(id, out var runs) ? runs.Count : 0;

    /// <summary>When a job was handled first.</summary>
    public TimeSpan? At(string id) => _jobs.TryGetValue(id, out var runs) ? runs.First : null;

    private readonly record struct Runs(TimeSpan First, int Count);
}
