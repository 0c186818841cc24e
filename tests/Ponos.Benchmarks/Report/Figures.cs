namespace Ponos.Benchmarks.Report;

/// <summary>Several measurements of the same thing; those that came to nothing are passed over.</summary>
internal sealed class Figures(IEnumerable<double> values)
{
    private readonly double[] _sorted = [.. values.Where(double.IsFinite).Order()];

    public int Count => _sorted.Length;

    public double Median => At(0.5);

    public double LowerQuartile => At(0.25);

    public double UpperQuartile => At(0.75);

    /// <summary>The value that a share of the others lies below; between two neighbours where it falls between them.</summary>
    private double At(double share)
    {
        if (_sorted.Length == 0)
        {
            return double.NaN;
        }

        var place = share * (_sorted.Length - 1);
        var below = _sorted[(int)place];
        var above = _sorted[Math.Min((int)place + 1, _sorted.Length - 1)];
        return below + ((above - below) * (place - Math.Floor(place)));
    }
}
