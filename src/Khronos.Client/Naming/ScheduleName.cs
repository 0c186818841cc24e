using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Khronos.Naming;

/// <summary>
/// A schedule's name, canonical: that of a duration, which everyone shares, or one of its owner's choice. A name that can
/// be read as a duration is always that duration's.
/// </summary>
internal sealed partial record ScheduleName
{
    public const string Rule =
        "an interval such as 'ten-minutes', '90s' or 'PT1H30M', "
        + "or a name of a lower-case letter and up to 79 lower-case letters, digits and '-'";

    private ScheduleName(string text, TimeSpan? duration)
    {
        Text = text;
        Duration = duration;
    }

    public string Text { get; }

    /// <summary>The duration that the name says, or <see langword="null"/> for a custom name.</summary>
    public TimeSpan? Duration { get; }

    public string EventName => $"time.{Text}.passed";

    /// <exception cref="ArgumentOutOfRangeException">The duration has no name.</exception>
    public static ScheduleName Of(TimeSpan duration) => new(DurationName.Of(duration), duration);

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ScheduleName? name)
    {
        name = null;
        if (DurationReader.TryRead(text, out var duration))
        {
            // What reads as a duration but has no name (2000 days) is no custom name either.
            name = DurationName.HasName(duration) ? Of(duration) : null;
        }
        else if (text is not null && Custom().IsMatch(text))
        {
            name = new ScheduleName(text, null);
        }

        return name is not null;
    }

    public override string ToString() => Text;

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,79}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Custom();
}
