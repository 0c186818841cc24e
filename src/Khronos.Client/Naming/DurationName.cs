using System.Diagnostics.CodeAnalysis;
using Ponos;

namespace Khronos.Naming;

/// <summary>
/// A duration's canonical name: days, hours, minutes and seconds, zero parts dropped, singular for one. One duration has
/// one name, so that it has one event whoever asks.
/// </summary>
internal static class DurationName
{
    private static readonly TimeSpan Limit = TimeSpan.FromDays(1000);

    /// <summary>Whether the duration has a name: whole seconds, from 1 s to below 1000 days.</summary>
    public static bool HasName(TimeSpan duration) =>
        duration >= TimeSpan.FromSeconds(1) && duration < Limit && duration.Ticks % TimeSpan.TicksPerSecond == 0;

    /// <summary>The canonical name: <c>one-hour-thirty-minutes</c>.</summary>
    public static string Of(TimeSpan duration)
    {
        if (!HasName(duration))
        {
            throw new ArgumentOutOfRangeException(
                nameof(duration), duration, "A duration with a name goes from 1 s to below 1000 days, in whole seconds.");
        }

        ReadOnlySpan<(int Number, string Unit)> parts =
            [(duration.Days, "day"), (duration.Hours, "hour"), (duration.Minutes, "minute"), (duration.Seconds, "second")];
        var name = new System.Text.StringBuilder();
        foreach (var (number, unit) in parts)
        {
            if (number > 0)
            {
                name.Append(name.Length == 0 ? "" : "-")
                    .Append(NumberWords.Of(number))
                    .Append('-')
                    .Append(unit)
                    .Append(number == 1 ? "" : "s");
            }
        }

        return name.ToString();
    }

    /// <summary>Reads a duration as people write it; <see cref="DurationReader"/> says which ways there are.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan duration) =>
        DurationReader.TryRead(text, out duration) && HasName(duration);
}
