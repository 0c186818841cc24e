using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.Growth;

/// <summary>How the cost of a job grows with one thing.</summary>
/// <param name="Title">With what, and where.</param>
/// <param name="Sizes">How much of it, the least first.</param>
/// <param name="Besides">The titles of what is measured besides a job's cost.</param>
/// <param name="MeasureAsync">Measures at one size.</param>
/// <param name="Repeats">Whether a size can be measured again after a larger one.</param>
/// <param name="IsFlat">Whether the cost is to stay the same: a body of a megabyte may cost more than one of 200 bytes.</param>
internal sealed record GrowthStudy(
    string Title, double[] Sizes, string[] Besides, Func<double, Task<GrowthPoint>> MeasureAsync, bool Repeats = true, bool IsFlat = true)
{
    /// <summary>Measures each size some times, the sizes in turn, and takes the median of each figure.</summary>
    public async Task<IReadOnlyList<GrowthPoint>> RunAsync(int rounds)
    {
        var measured = new List<GrowthPoint>();
        for (var round = 0; round < (Repeats ? rounds : 1); round++)
        {
            // To and fro, so that what drifts meanwhile counts for none.
            foreach (var size in round % 2 == 0 ? Sizes : Sizes.Reverse())
            {
                measured.Add(await MeasureAsync(size));
            }
        }

        return [.. measured.GroupBy(point => point.Size).OrderBy(group => group.Key).Select(Median)];
    }

    public MarkdownTable Table(IReadOnlyList<GrowthPoint> points)
    {
        var table = new MarkdownTable([Title, "client µs/job", "by the first", "broker µs/job", "µs/job", "bytes/job", .. Besides]);
        foreach (var point in points)
        {
            table.Add(
                [
                    NumberText.Whole(point.Size),
                    NumberText.Plain(point.Cost.ClientMicros),
                    NumberText.Ratio(point.Cost.ClientMicros / points[0].Cost.ClientMicros),
                    NumberText.Plain(point.Cost.BrokerMicros),
                    NumberText.Plain(point.Cost.Micros),
                    NumberText.Plain(point.Cost.Bytes),
                    .. point.Besides.Select(NumberText.Plain),
                ]);
        }

        return table;
    }

    private static GrowthPoint Median(IGrouping<double, GrowthPoint> points)
    {
        return new GrowthPoint(
            points.Key,
            new GrowthCost(
                Of(point => point.Cost.Micros),
                Of(point => point.Cost.ClientMicros),
                Of(point => point.Cost.BrokerMicros),
                Of(point => point.Cost.Bytes)),
            [.. Enumerable.Range(0, points.First().Besides.Length).Select(i => Of(point => point.Besides[i]))]);

        double Of(Func<GrowthPoint, double> figure) => new Figures(points.Select(figure)).Median;
    }
}
