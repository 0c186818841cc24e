using Ponos.Journal;

namespace Ponos.Dashboard.Tracing;

/// <summary>The jobs of a transaction, each below the one whose handler published it.</summary>
internal sealed record TraceTree(IReadOnlyList<TraceJob> Roots)
{
    public IEnumerable<TraceJob> All => Roots.SelectMany(root => root.WithBelow());

    public DateTimeOffset Begin => All.SelectMany(job => job.Runs).Min(run => run.Begin - run.Wait);

    public DateTimeOffset End => All.SelectMany(job => job.Runs).Max(run => run.Entry.At);

    public static TraceTree Of(IReadOnlyList<JournalEntry> entries)
    {
        // A job without an id is nobody's cause, and each of its entries stands for itself.
        var jobs = entries.GroupBy(entry => entry.Id is { Length: > 0 } id ? $"{id} {entry.Service}.{entry.Handler}" : $"?{Guid.NewGuid()}")
            .Select(group => new TraceJob([.. group.OrderBy(entry => entry.At).Select(entry => new TraceRun(entry))]))
            .OrderBy(job => job.Begin).ToList();
        var byCause = jobs.Where(job => job.Cause is not null).ToLookup(job => job.Cause!);
        var ids = jobs.Select(job => job.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var placed = new HashSet<TraceJob>(ReferenceEqualityComparer.Instance);
        var roots = jobs.Where(job => job.Cause is null || !ids.Contains(job.Cause)).ToList();
        foreach (var root in roots)
        {
            Place(root, byCause, placed, 0);
        }

        // What only causes itself in a circle is forged or mangled; it is shown all the same.
        foreach (var job in jobs.Where(job => !placed.Contains(job)).ToList())
        {
            if (!placed.Contains(job))
            {
                Place(job, byCause, placed, 0);
                roots.Add(job);
            }
        }

        return new TraceTree(roots);
    }

    private static void Place(TraceJob job, ILookup<string, TraceJob> byCause, HashSet<TraceJob> placed, int depth)
    {
        job.Depth = depth;
        if (!placed.Add(job) || job.Id is null || depth > 200)
        {
            return;
        }

        foreach (var below in byCause[job.Id])
        {
            if (!placed.Contains(below))
            {
                job.Below.Add(below);
                Place(below, byCause, placed, depth + 1);
            }
        }
    }
}

/// <summary>One job as a handler had it: each of its deliveries, in order.</summary>
internal sealed class TraceJob(IReadOnlyList<TraceRun> runs)
{
    public IReadOnlyList<TraceRun> Runs => runs;

    public JournalEntry Last => runs[^1].Entry;

    public string? Id => Last.Id;

    public string? Cause => Last.Cause is { Length: > 0 } cause ? cause : null;

    public DateTimeOffset Begin => runs[0].Begin;

    public int Depth { get; set; }

    public List<TraceJob> Below { get; } = [];

    public IEnumerable<TraceJob> WithBelow() => [this, .. Below.SelectMany(job => job.WithBelow())];
}

/// <summary>One delivery of a job.</summary>
internal sealed record TraceRun(JournalEntry Entry)
{
    private const double Longest = 400 * 86_400.0;

    public DateTimeOffset Begin => Entry.At - Seconds(Entry.Run);

    public TimeSpan Wait => Seconds(Entry.Wait ?? 0);

    public bool IsGood => Entry.Outcome is JobOutcome.Succeeded or JobOutcome.Duplicate;

    /// <summary>Whether the job came again after it.</summary>
    public bool IsBetween => Entry.Outcome is JobOutcome.Failed or JobOutcome.TimedOut or JobOutcome.Interrupted;

    private static TimeSpan Seconds(double seconds) =>
        double.IsFinite(seconds) ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Longest)) : TimeSpan.Zero;
}
