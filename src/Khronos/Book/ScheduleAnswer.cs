using Khronos.Naming;

namespace Khronos.Book;

/// <summary>What became of a schedule.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Change">What was done; <see langword="null"/> when it was so already.</param>
/// <param name="NextAt">Its next instant, if any.</param>
internal sealed record ScheduleAnswer(ScheduleName Name, ScheduleChange? Change, DateTimeOffset? NextAt);
