using System.Globalization;
using Khronos.Schedules;

namespace Khronos.Engine;

/// <summary>One instant of a schedule that is fired, and what it says of those before and behind it.</summary>
internal sealed record Tick
{
    /// <summary>Such as <c>2026-11-23T10:00:00.0000000Z</c>.</summary>
    private const int LongestText = 28;

    public required Schedule Schedule { get; init; }

    public required DateTimeOffset ScheduledAt { get; init; }

    public required DateTimeOffset FiredAt { get; init; }

    public required TickKind Kind { get; init; }

    public required long Sequence { get; init; }

    public DateTimeOffset? NextAt { get; init; }

    public MissedTicks? Missed { get; init; }

    /// <summary>Tells a tick that was asked for from the schedule's own of the same instant.</summary>
    public string? Mark { get; init; }

    /// <summary>The tick's identity, which depends on the schedule's name and the instant alone.</summary>
    public string Id => Mark is null ? IdOf(Schedule.Name.Text, ScheduledAt) : $"{IdOf(Schedule.Name.Text, ScheduledAt)}+{Mark}";

    public static string IdOf(string name, DateTimeOffset instant) =>
        string.Concat(name, "@", Write(instant, stackalloc char[LongestText]));

    /// <summary>An instant in UTC, without the parts of a second that it does not have.</summary>
    public static string TextOf(DateTimeOffset instant) => new(Write(instant, stackalloc char[LongestText]));

    private static ReadOnlySpan<char> Write(DateTimeOffset instant, Span<char> buffer)
    {
        // The round-trip format is written without looking at a pattern, and always has seven digits of a second.
        _ = instant.UtcDateTime.TryFormat(buffer, out _, "O", CultureInfo.InvariantCulture);
        var kept = buffer[..^1].TrimEnd('0').TrimEnd('.').Length;
        buffer[kept] = 'Z';
        return buffer[..(kept + 1)];
    }
}
