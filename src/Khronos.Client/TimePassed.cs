using System.Text.Json;
using System.Text.Json.Serialization;

namespace Khronos;

/// <summary>
/// The payload of every time event: which time has passed, and what became of ticks before it. One schedule's instant
/// has one <see cref="TickId"/>, however often and by whichever replica it is published.
/// </summary>
public sealed record TimePassed
{
    /// <summary>The schedule's name, such as <c>one-hour</c>; the event is <c>time.{name}.passed</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The instant that the tick stands for, on the schedule, in UTC.</summary>
    public required DateTimeOffset ScheduledAt { get; init; }

    /// <summary>
    /// When Khronos let it go, by its own clock. Never before <see cref="ScheduledAt"/>, except for a backfill of the future.
    /// </summary>
    public required DateTimeOffset FiredAt { get; init; }

    /// <summary>
    /// The tick's identity and its message id, such as <c>one-hour@2026-11-23T10:00:00Z</c>. The same instant published
    /// again has the same one.
    /// </summary>
    public required string TickId { get; init; }

    /// <summary>Why the tick was fired.</summary>
    public required TickKind Kind { get; init; }

    /// <summary>
    /// Which instant of its schedule this is, counted from the schedule's anchor. It depends on the schedule and the
    /// instant alone, so replicas agree; a gap between two ticks says how many were passed over.
    /// </summary>
    public required long Sequence { get; init; }

    /// <summary>The interval by its name, such as <c>one-hour</c>; absent for cron and for a single instant.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Every { get; init; }

    /// <summary>The cron expression; absent for an interval and for a single instant.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cron { get; init; }

    /// <summary>The IANA time zone that the cron expression is read in, such as <c>Europe/Berlin</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TimeZone { get; init; }

    /// <summary>The schedule's next instant; absent when this was the last one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The ticks that were passed over since the one before; absent when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MissedTicks? Missed { get; init; }

    /// <summary>What the schedule's owner asked to be sent along; absent when it asked for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Payload { get; init; }
}
