using System.Text.Json.Serialization;
using Ponos;

namespace Khronos;

/// <summary>
/// An operator's word that Khronos's wall clock is right, after it jumped ahead and Khronos refused to follow: it follows
/// at once, and what the jump passed over counts as missed. Where no jump is refused, nothing happens.
/// </summary>
[Task(TaskName, Service = PutSchedule.KhronosService)]
public sealed record ConfirmClock
{
    /// <summary>The task's name.</summary>
    public const string TaskName = "khronos.clock.confirm";

    /// <summary>Why, for Khronos's log. Default: nothing.</summary>
    [System.ComponentModel.DataAnnotations.StringLength(200)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}
