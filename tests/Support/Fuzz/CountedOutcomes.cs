namespace Ponos.Tests.Support;

/// <summary>Counts what became of jobs, and keeps none.</summary>
internal sealed class CountedOutcomes : IJobObserver
{
    private readonly int[] _counts = new int[Enum.GetValues<JobOutcome>().Length];
    private int _total;

    public bool ReadsBodies => false;

    public int Total => Volatile.Read(ref _total);

    public long MostMemory { get; private set; }

    public IEnumerable<JobOutcome> Kinds => Enum.GetValues<JobOutcome>().Where(outcome => _counts[(int)outcome] > 0);

    public int Parked => _counts.Sum() - _counts[(int)JobOutcome.Succeeded] - _counts[(int)JobOutcome.Duplicate];

    public void OnSettled(SettledJob job)
    {
        Interlocked.Increment(ref _counts[(int)job.Outcome]);
        if (Interlocked.Increment(ref _total) % 5_000 == 0)
        {
            MostMemory = Math.Max(MostMemory, GC.GetTotalMemory(forceFullCollection: true));
        }
    }

    public override string ToString() => string.Join(", ", Kinds.Select(kind => $"{_counts[(int)kind]} {kind}"));
}
