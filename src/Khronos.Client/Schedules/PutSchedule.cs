using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ponos;

namespace Khronos;

/// <summary>
/// Asks Khronos for a time event: <c>time.{name}.passed</c>, every so often, by a cron expression, or once. Putting the
/// same schedule again changes nothing; putting another one under its name replaces it, if it is the asking service's own.
/// </summary>
/// <remarks>
/// Give one of <see cref="Every"/>, <see cref="Cron"/> and <see cref="At"/>. A name that is an interval needs none of
/// them: <c>ten-minutes</c> says it all, is shared by all services that ask for it, and takes no other settings.
/// </remarks>
[Task(TaskName, Service = KhronosService)]
public sealed record PutSchedule
{
    /// <summary>The task's name.</summary>
    public const string TaskName = "khronos.schedule.put";

    internal const string KhronosService = "khronos";

    /// <summary>
    /// The schedule's name: a lower-case letter and up to 79 lower-case letters, digits and hyphens; or an interval. Default:
    /// the interval of <see cref="Every"/>.
    /// </summary>
    [StringLength(200, MinimumLength = 1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>The interval, such as <c>ten-minutes</c>, <c>90s</c> or <c>PT1H30M</c>. Aligned to 1970-01-01T00:00:00Z.</summary>
    [StringLength(200, MinimumLength = 1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Every { get; init; }

    /// <summary>A cron expression of five fields, or six with seconds first. <c>H</c> is a value that depends on the name.</summary>
    [StringLength(200, MinimumLength = 1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cron { get; init; }

    /// <summary>The IANA time zone of the cron expression, such as <c>Europe/Berlin</c>. Default: <c>UTC</c>.</summary>
    [StringLength(64, MinimumLength = 1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TimeZone { get; init; }

    /// <summary>A single instant, in the future.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? At { get; init; }

    /// <summary>Moves every instant by so much, such as <c>five-minutes</c>; shorter than the interval. Default: none.</summary>
    [StringLength(200, MinimumLength = 1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Offset { get; init; }

    /// <summary>
    /// Sent along with every event, at most 16 KiB. In its texts <c>{{scheduledAt}}</c>, <c>{{firedAt}}</c>,
    /// <c>{{tickId}}</c> and <c>{{name}}</c> are filled in.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Payload { get; init; }

    /// <summary>
    /// What becomes of ticks whose time came while nobody could fire them. Default: <see cref="Khronos.CatchUp.Latest"/>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CatchUp? CatchUp { get; init; }

    /// <summary>The earliest instant. Default: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>The latest instant. Default: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>
    /// Ticks come up to so much later than their instant, each instant always by the same; shorter than the interval.
    /// Default: none.
    /// </summary>
    [StringLength(200, MinimumLength = 1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Jitter { get; init; }
}
