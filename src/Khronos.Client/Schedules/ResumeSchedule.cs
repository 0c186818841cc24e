using System.ComponentModel.DataAnnotations;
using Ponos;

namespace Khronos;

/// <summary>Lets a paused schedule go on with the next instant.</summary>
/// <param name="Name">The schedule's name.</param>
[Task(TaskName, Service = PutSchedule.KhronosService)]
public sealed record ResumeSchedule([property: StringLength(200, MinimumLength = 1)] string Name)
{
    /// <summary>The task's name.</summary>
    public const string TaskName = "khronos.schedule.resume";
}
