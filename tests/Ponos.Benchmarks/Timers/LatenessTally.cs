namespace Ponos.Benchmarks.Timers;

/// <summary>How late ticks are, in steps of a tenth of a millisecond. Any thread may add.</summary>
internal sealed class LatenessTally
{
    private const int StepsPerMillisecond = 10;

    private readonly int[] _steps = new int[60_000 * StepsPerMillisecond];
    private long _count;
    private long _early;
    private long _missed;
    private volatile bool _isOpen;

    public long Count => Interlocked.Read(ref _count);

    /// <summary>Ticks that came before their instant.</summary>
    public long Early => Interlocked.Read(ref _early);

    /// <summary>Instants that were passed over.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    public void Open() => _isOpen = true;

    public void Close() => _isOpen = false;

    public void Add(DateTimeOffset instant, long missed = 0)
    {
        if (!_isOpen)
        {
            return;
        }

        var late = TimeProvider.System.GetUtcNow() - instant;
        if (late < TimeSpan.Zero)
        {
            _ = Interlocked.Increment(ref _early);
        }

        var step = Math.Clamp(late.Ticks * StepsPerMillisecond / TimeSpan.TicksPerMillisecond, 0, _steps.Length - 1);
        _ = Interlocked.Increment(ref _steps[step]);
        _ = Interlocked.Increment(ref _count);
        if (missed > 0)
        {
            _ = Interlocked.Add(ref _missed, missed);
        }
    }

    /// <summary>The lateness that a share of all ticks did not exceed, in milliseconds; the whole step counts.</summary>
    public double Quantile(double share)
    {
        var wanted = (long)Math.Ceiling(share * Count);
        var seen = 0L;
        for (var step = 0; step < _steps.Length; step++)
        {
            seen += _steps[step];
            if (seen >= wanted)
            {
                return (step + 1.0) / StepsPerMillisecond;
            }
        }

        return double.NaN;
    }
}
