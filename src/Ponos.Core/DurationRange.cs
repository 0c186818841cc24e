using System.Globalization;

namespace Ponos;

/// <summary>The durations that a setting may be.</summary>
internal sealed class DurationRange(TimeSpan least, TimeSpan most, bool orNone = false) : IRange<TimeSpan>
{
    private const string None = "none";

    public TimeSpan Least => least;

    public TimeSpan Most => most;

    public string Form => DurationText.Rule + Alternative;

    public string Rule => $"a duration from '{Write(least)}' to '{Write(most)}'{Alternative}";

    private string Alternative => orNone ? $", or '{None}'" : "";

    public bool Contains(TimeSpan value) => (value >= least && value <= most) || (orNone && value == Timeout.InfiniteTimeSpan);

    public bool TryParse(string? text, out TimeSpan value)
    {
        if (orNone && text == None)
        {
            value = Timeout.InfiniteTimeSpan;
            return true;
        }

        return DurationText.TryParse(text, out value);
    }

    public string Write(TimeSpan value) =>
        orNone && value == Timeout.InfiniteTimeSpan ? None
        : value < TimeSpan.Zero ? value.ToString("c", CultureInfo.InvariantCulture)
        : DurationText.Write(value);
}
