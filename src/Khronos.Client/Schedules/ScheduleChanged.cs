using System.Text.Json.Serialization;
using Ponos;

namespace Khronos;

/// <summary>A schedule is not what it was.</summary>
/// <param name="Name">The schedule's name.</param>
/// <param name="EventName">The time event that it gives.</param>
/// <param name="Change">What was done.</param>
/// <param name="By">The service that asked for it.</param>
/// <param name="NextAt">The schedule's next instant; absent when there is none.</param>
[Event(JobName)]
public sealed record ScheduleChanged(
    string Name,
    string EventName,
    ScheduleChange Change,
    string By,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? NextAt = null)
{
    /// <summary>The event's name.</summary>
    public const string JobName = "khronos.schedule.changed";
}
