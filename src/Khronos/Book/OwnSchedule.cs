using Khronos.Schedules;

namespace Khronos.Book;

/// <summary>A schedule that somebody may fire out of turn.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="Owner">In whose name: what is fired counts for that.</param>
internal sealed record OwnSchedule(Schedule Schedule, ScheduleOwner Owner);
