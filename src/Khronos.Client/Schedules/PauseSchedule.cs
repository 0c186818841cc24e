using System.ComponentModel.DataAnnotations;
using Ponos;

namespace Khronos;

/// <summary>Holds a schedule of one's own: nothing is fired, and nothing counts as missed, until it is resumed.</summary>
/// <param name="Name">The schedule's name.</param>
[Task(TaskName, Service = PutSchedule.KhronosService)]
public sealed record PauseSchedule([property: StringLength(200, MinimumLength = 1)] string Name)
{
    /// <summary>The task's name.</summary>
    public const string TaskName = "khronos.schedule.pause";
}
