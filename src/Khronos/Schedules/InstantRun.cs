namespace Khronos.Schedules;

/// <summary>Consecutive instants of a schedule.</summary>
/// <param name="Count">How many; at least 1.</param>
/// <param name="First">The oldest.</param>
/// <param name="Newest">The newest ones that were kept, in order; at least 1.</param>
internal readonly record struct InstantRun(long Count, DateTimeOffset First, IReadOnlyList<DateTimeOffset> Newest);
