using System.Globalization;
using System.Net;
using System.Text;

namespace Ponos.Benchmarks.Report;

/// <summary>Lines over a logarithmic axis of sizes, as SVG.</summary>
internal sealed class LinePlot(string title, string unit)
{
    private const int Left = 50;
    private const int Width = 560;
    private const int Top = 60;
    private const int Height = 260;

    private static readonly string[] Colours = ["#2f7ebc", "#d0342c", "#3a9d4e", "#8d5fb0", "#d98a1f", "#5b6770", "#17a2a2"];

    private readonly List<(string Name, (double X, double Y)[] Points)> _lines = [];

    public void Add(string name, (double X, double Y)[] points) => _lines.Add((name, points));

    public override string ToString()
    {
        var decades = Math.Ceiling(Math.Log10(_lines.SelectMany(line => line.Points).Max(point => point.X)));
        var most = Math.Max(1.5, _lines.SelectMany(line => line.Points).Max(point => point.Y)) * 1.05;
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Left + Width + 20} "
                + $"{Top + Height + 40 + (_lines.Count * 18)}\" font-family=\"sans-serif\" font-size=\"13\">\n");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text x=\"12\" y=\"22\" "
                + $"font-size=\"15\" font-weight=\"bold\">{WebUtility.HtmlEncode(title)}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"12\" y=\"42\" fill=\"#555\">{WebUtility.HtmlEncode(unit)}</text>\n");
        for (var tick = 0d; tick <= most; tick += 0.5)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<path d=\"M{Left} {Y(tick):0.#} H{Left + Width}\" stroke=\"{(tick == 1 ? "#888" : "#ddd")}\"/><text "
                    + $"x=\"{Left - 6}\" y=\"{Y(tick) + 4:0.#}\" text-anchor=\"end\" fill=\"#555\">{tick:0.0}</text>\n");
        }

        for (var decade = 0; decade <= decades; decade++)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{X(Math.Pow(10, decade)):0.#}\" y=\"{Top + Height + 18}\" text-anchor=\"middle\" "
                    + $"fill=\"#555\">{NumberText.Whole(Math.Pow(10, decade))}</text>\n");
        }

        for (var i = 0; i < _lines.Count; i++)
        {
            var colour = Colours[i % Colours.Length];
            var points = string.Join(
                ' ', _lines[i].Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.X):0.#},{Y(point.Y):0.#}")));
            var y = Top + Height + 42 + (i * 18);
            svg.Append(
                CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\n");
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<path d=\"M{Left} {y - 4} h24\" stroke=\"{colour}\" stroke-width=\"3\"/><text "
                    + $"x=\"{Left + 32}\" y=\"{y}\">{WebUtility.HtmlEncode(_lines[i].Name)}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();

        double X(double value) => Left + (Math.Log10(value) / decades * Width);

        double Y(double value) => Top + Height - (value / most * Height);
    }
}
