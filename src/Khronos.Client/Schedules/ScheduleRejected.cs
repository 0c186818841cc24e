using System.Text.Json.Serialization;
using Ponos;

namespace Khronos;

/// <summary>Khronos did not do what a task asked for. The schedules are as they were.</summary>
/// <param name="Task">The task's name, such as <c>khronos.schedule.put</c>.</param>
/// <param name="Reasons">What is wrong and what to do about it; at least one.</param>
/// <param name="Name">The schedule's name, as far as it could be read.</param>
/// <param name="By">The service that asked, as far as it said.</param>
[Event(JobName)]
public sealed record ScheduleRejected(
    string Task,
    IReadOnlyList<string> Reasons,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? By = null)
{
    /// <summary>The event's name.</summary>
    public const string JobName = "khronos.schedule.rejected";
}
