using System.Globalization;
using System.Net;
using System.Text;

namespace Ponos.Benchmarks.Report;

/// <summary>A bar for each figure, with its quartiles and the goal, as SVG.</summary>
internal sealed class BarPlot(string title, string unit)
{
    private const int Left = 230;
    private const int Width = 480;
    private const int Row = 26;
    private const int Top = 56;

    private readonly List<Bar> _bars = [];

    public void Add(string name, Figures figures, double? goal, bool isOther = false) => _bars.Add(new Bar(name, figures, goal, isOther));

    public override string ToString()
    {
        var most = Math.Max(1.2, _bars.Max(bar => Math.Max(bar.Goal ?? 0, bar.Figures.UpperQuartile))) * 1.1;
        var height = Top + (_bars.Count * Row) + 30;
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Left + Width + 70} "
                + $"{height}\" font-family=\"sans-serif\" font-size=\"13\">\n");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text x=\"12\" y=\"22\" "
                + $"font-size=\"15\" font-weight=\"bold\">{WebUtility.HtmlEncode(title)}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"12\" y=\"42\" fill=\"#555\">{WebUtility.HtmlEncode(unit)}</text>\n");
        for (var tick = 0d; tick <= most; tick += most > 6 ? 1 : 0.5)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<path d=\"M{X(tick):0.#} {Top} V{height - 24}\" stroke=\"{(tick == 1 ? "#888" : "#ddd")}\"/><text "
                    + $"x=\"{X(tick):0.#}\" y=\"{height - 8}\" text-anchor=\"middle\" fill=\"#555\">{tick:0.#}</text>\n");
        }

        for (var i = 0; i < _bars.Count; i++)
        {
            Draw(svg, _bars[i], Top + (i * Row));
        }

        return svg.Append("</svg>\n").ToString();

        double X(double value) => Left + (value / most * Width);

        void Draw(StringBuilder to, Bar bar, int y)
        {
            var middle = y + (Row / 2);
            to.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Left - 8}\" y=\"{middle + 4}\" text-anchor=\"end\">{WebUtility.HtmlEncode(bar.Name)}</text>\n");
            if (!double.IsFinite(bar.Figures.Median))
            {
                return;
            }

            to.Append(
                CultureInfo.InvariantCulture,
                $"<rect x=\"{Left}\" y=\"{y + 5}\" width=\"{X(bar.Figures.Median) - Left:0.#}\" "
                    + $"height=\"{Row - 10}\" fill=\"{(bar.IsOther ? "#b9c4cf" : "#2f7ebc")}\"/>\n");
            to.Append(
                CultureInfo.InvariantCulture,
                $"<path d=\"M{X(bar.Figures.LowerQuartile):0.#} {middle} "
                    + $"H{X(bar.Figures.UpperQuartile):0.#}\" stroke=\"#222\" stroke-width=\"2\"/>\n");
            to.Append(
                CultureInfo.InvariantCulture, $"<text x=\"{Left + Width + 8}\" y=\"{middle + 4}\">{bar.Figures.Median:0.00}</text>\n");
            if (bar.Goal is { } goal)
            {
                to.Append(
                    CultureInfo.InvariantCulture,
                    $"<path d=\"M{X(goal):0.#} {y + 2} V{y + Row - 2}\" stroke=\"#d0342c\" stroke-width=\"2\"/>\n");
            }
        }
    }

    private sealed record Bar(string Name, Figures Figures, double? Goal, bool IsOther);
}
