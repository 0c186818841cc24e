using System.Globalization;

namespace Ponos;

/// <summary>The whole numbers that a setting may be.</summary>
internal sealed class NumberRange(int least, int most) : IRange<int>
{
    public int Least => least;

    public int Most => most;

    public string Form => Rule;

    public string Rule =>
        most == int.MaxValue ? $"a whole number from {Write(least)}" : $"a whole number from {Write(least)} to {Write(most)}";

    public bool Contains(int value) => value >= least && value <= most;

    public bool TryParse(string? text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    public string Write(int value) => value.ToString(CultureInfo.InvariantCulture);
}
