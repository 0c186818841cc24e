using System.ComponentModel.DataAnnotations;
using Ponos;

namespace Khronos;

/// <summary>Takes a schedule away from the asking service; a shared interval goes on for the services that are left.</summary>
/// <param name="Name">The schedule's name.</param>
[Task(TaskName, Service = PutSchedule.KhronosService)]
public sealed record DeleteSchedule([property: StringLength(200, MinimumLength = 1)] string Name)
{
    /// <summary>The task's name.</summary>
    public const string TaskName = "khronos.schedule.delete";
}
