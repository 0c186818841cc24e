using System.ComponentModel.DataAnnotations;
using Ponos;

namespace Khronos;

/// <summary>
/// Asks for the ticks of a span of time again, oldest first, under the ids that they had: whoever has handled one drops
/// it. At most as many as Khronos's <c>CatchUpLimit</c>; a longer span is rejected.
/// </summary>
/// <param name="Name">The schedule's name.</param>
/// <param name="From">The earliest instant.</param>
/// <param name="To">The latest instant; not in the future.</param>
[Task(TaskName, Service = PutSchedule.KhronosService)]
public sealed record BackfillSchedule([property: StringLength(200, MinimumLength = 1)] string Name, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The task's name.</summary>
    public const string TaskName = "khronos.schedule.backfill";
}
