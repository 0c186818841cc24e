using Ponos.Benchmarks.Contestants;
using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.EndToEnd;

/// <summary>One contestant's samples of one metric on one type of queue, each with the baseline's before and after it.</summary>
internal sealed class PairedSamples
{
    private readonly List<(Sample Before, Sample Own, Sample After)> _pairs = [];

    /// <summary>Pairs that count: all three samples were taken while the machine did little else.</summary>
    public int Quiet => _pairs.Count(IsQuiet);

    public int LeftOut => UsesAll ? 0 : _pairs.Count - Quiet;

    /// <summary>Whether so few pairs were quiet that all are used: the figures then say little.</summary>
    public bool UsesAll => Quiet < Math.Min(2, _pairs.Count);

    public int Total => _pairs.Count;

    public int Used => _pairs.Count - LeftOut;

    public void Add(Sample before, Sample own, Sample after) => _pairs.Add((before, own, after));

    /// <summary>Ours by the mean of the baseline's two.</summary>
    public Figures Ratio(Func<Sample, double> figure) =>
        new(Chosen().Select(pair => figure(pair.Own) / ((figure(pair.Before) + figure(pair.After)) / 2)));

    public Figures Own(Func<Sample, double> figure) => new(Chosen().Select(pair => figure(pair.Own)));

    public Figures Baseline(Func<Sample, double> figure) =>
        new(Chosen().SelectMany(pair => new[] { figure(pair.Before), figure(pair.After) }));

    private static bool IsQuiet((Sample Before, Sample Own, Sample After) pair) =>
        pair.Before.IsQuiet && pair.Own.IsQuiet && pair.After.IsQuiet;

    private IEnumerable<(Sample Before, Sample Own, Sample After)> Chosen() => UsesAll ? _pairs : _pairs.Where(IsQuiet);
}
