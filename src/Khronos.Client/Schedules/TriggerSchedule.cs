using System.ComponentModel.DataAnnotations;
using Ponos;

namespace Khronos;

/// <summary>Asks for one tick of a schedule of one's own now, besides its instants.</summary>
/// <param name="Name">The schedule's name.</param>
[Task(TaskName, Service = PutSchedule.KhronosService)]
public sealed record TriggerSchedule([property: StringLength(200, MinimumLength = 1)] string Name)
{
    /// <summary>The task's name.</summary>
    public const string TaskName = "khronos.schedule.trigger";
}
