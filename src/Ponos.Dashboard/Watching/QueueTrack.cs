namespace Ponos.Dashboard.Watching;

/// <summary>The last minutes of a queue. Never changed: each look makes another.</summary>
internal sealed record QueueTrack(IReadOnlyList<TrackPoint> Points)
{
    /// <summary>Ten minutes of a look every two seconds.</summary>
    private const int Kept = 300;

    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(20);

    public static QueueTrack Empty { get; } = new([]);

    public TrackPoint? Latest => Points.Count == 0 ? null : Points[^1];

    /// <summary>Jobs a second that were settled lately; <see langword="null"/> while there are no two looks.</summary>
    public double? RateOut => Rate(point => point.Settled);

    /// <summary>Jobs a second that came lately: what was settled, and what the queue has grown by.</summary>
    public double? RateIn => Rate(point => point.Settled + point.Held) is { } rate ? Math.Max(0, rate) : null;

    public QueueTrack With(TrackPoint point)
    {
        var from = Math.Max(0, Points.Count + 1 - Kept);
        return new QueueTrack([.. Points.Skip(from), point]);
    }

    /// <summary>By how much the depth has grown since the first look that is kept.</summary>
    public long Growth => Points.Count < 2 ? 0 : Points[^1].Ready - Points[0].Ready;

    /// <summary>Jobs a second at each look but the first.</summary>
    public IEnumerable<(DateTimeOffset At, double Out, double In)> Rates()
    {
        for (var i = 1; i < Points.Count; i++)
        {
            var (before, now) = (Points[i - 1], Points[i]);
            var seconds = (now.At - before.At).TotalSeconds;
            if (seconds > 0)
            {
                var settled = (now.Settled - before.Settled) / seconds;
                yield return (now.At, settled, Math.Max(0, settled + ((now.Held - before.Held) / seconds)));
            }
        }
    }

    private double? Rate(Func<TrackPoint, long> figure)
    {
        if (Points.Count < 2)
        {
            return null;
        }

        var last = Points[^1];
        var first = Points[^2];
        for (var i = Points.Count - 3; i >= 0 && last.At - Points[i].At <= RateWindow; i--)
        {
            first = Points[i];
        }

        var seconds = (last.At - first.At).TotalSeconds;
        return seconds <= 0 ? null : (figure(last) - figure(first)) / seconds;
    }
}

/// <summary>A queue at one look.</summary>
/// <param name="At">When.</param>
/// <param name="Ready">Jobs that are ready in it.</param>
/// <param name="Held">Those, and what the processes have of it and have not settled.</param>
/// <param name="Settled">Deliveries that were settled since the first look.</param>
internal readonly record struct TrackPoint(DateTimeOffset At, long Ready, long Held, long Settled);
