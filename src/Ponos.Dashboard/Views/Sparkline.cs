using System.Globalization;
using System.Text;
using Ponos.Dashboard.Watching;

namespace Ponos.Dashboard.Views;

/// <summary>The last minutes of a figure as a small line, in a box of 96 by 20.</summary>
internal static class Sparkline
{
    public const int Width = 96;
    public const int Height = 20;

    /// <summary>The points of a polyline; empty while there is too little to draw.</summary>
    public static string Points(IReadOnlyList<(DateTimeOffset At, double Value)> values)
    {
        if (values.Count < 2 || values[^1].At <= values[0].At)
        {
            return "";
        }

        var (span, top) = ((values[^1].At - values[0].At).TotalSeconds, Math.Max(1e-9, values.Max(value => value.Value)));
        var points = new StringBuilder();
        foreach (var (at, value) in values)
        {
            var x = (at - values[0].At).TotalSeconds / span * Width;
            var y = Height - 1.5 - (value / top * (Height - 3));
            points.Append(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#} ");
        }

        return points.ToString().TrimEnd();
    }

    public static string OfDepth(QueueTrack track) => Points([.. track.Points.Select(point => (point.At, (double)point.Ready))]);

    public static string OfRate(QueueTrack track) => Points([.. track.Rates().Select(rate => (rate.At, rate.Out))]);

    /// <summary>Depth and rates for a chart that a script draws: seconds, depth, in, out.</summary>
    public static string Series(QueueTrack track)
    {
        var rates = track.Rates().ToList();
        var json = new StringBuilder("[[");
        Append(json, track.Points.Skip(1).Select(point => point.At.ToUnixTimeMilliseconds() / 1000.0));
        Append(json.Append("],["), track.Points.Skip(1).Select(point => (double)point.Ready));
        Append(json.Append("],["), rates.Select(rate => rate.In));
        Append(json.Append("],["), rates.Select(rate => rate.Out));
        return rates.Count == track.Points.Count - 1 && rates.Count > 1 ? json.Append("]]").ToString() : "";
    }

    private static void Append(StringBuilder json, IEnumerable<double> values) =>
        json.AppendJoin(',', values.Select(value => value.ToString("0.###", CultureInfo.InvariantCulture)));
}
