namespace Khronos.Schedules;

/// <summary>What is filled into a payload.</summary>
/// <param name="Name">The schedule's name.</param>
/// <param name="TickId">The tick's id.</param>
/// <param name="ScheduledAt">The instant on the schedule.</param>
/// <param name="FiredAt">When it was let go.</param>
internal sealed record PayloadValues(string Name, string TickId, DateTimeOffset ScheduledAt, DateTimeOffset FiredAt);
