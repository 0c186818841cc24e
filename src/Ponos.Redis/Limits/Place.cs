namespace Ponos.Redis.Limits;

/// <summary>A place that a job holds.</summary>
internal sealed class Place(long number, long asked, Action<Place> release) : SharedLease
{
#pragma warning disable CA2213 // Left to the collector: it may be cancelled at the moment when the job ends.
    private readonly CancellationTokenSource _lost = new();
#pragma warning restore CA2213

    private long _renewedAt = asked;
    private int _released;

    public long Number => number;

    /// <summary>When it was asked for or renewed last, by the process's clock: its lease began no earlier.</summary>
    public long RenewedAt
    {
        get => Volatile.Read(ref _renewedAt);
        set => Volatile.Write(ref _renewedAt, value);
    }

    public override bool IsAcquired => true;

    public override IEnumerable<string> MetadataNames => [];

    public override CancellationToken Lost => _lost.Token;

    /// <summary>Says that it is lost. Not here: what is cancelled would run in the loop that keeps the others.</summary>
    public void Lose() => _ = _lost.CancelAsync();

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = null;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            release(this);
        }

        base.Dispose(disposing);
    }
}
