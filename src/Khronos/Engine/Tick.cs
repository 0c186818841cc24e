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

    /// <summary>The tick's identity, which depends on the schedule's name and the instant alone.</summary>
    public string Id => IdOf(Schedule.Name.Text, ScheduledAt);

    public static string IdOf(string name, DateTimeOffset instant) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}@{instant.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.FFFFFFF}Z");
}
