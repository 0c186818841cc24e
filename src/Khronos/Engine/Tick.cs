using System.Globalization;
using Khronos.Schedules;

namespace Khronos.Engine;

/// <summary>One instant of a schedule that is fired, and what it says of those before and behind it.</summary>
internal sealed record Tick
{
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

    public static string IdOf(string name, DateTimeOffset instant) => $"{name}@{TextOf(instant)}";

    /// <summary>An instant in UTC, without the parts of a second that it does not have.</summary>
    public static string TextOf(DateTimeOffset instant) =>
        string.Create(CultureInfo.InvariantCulture, $"{instant.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.FFFFFFF}Z");
}
