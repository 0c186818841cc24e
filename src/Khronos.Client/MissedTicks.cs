namespace Khronos;

/// <summary>Ticks that were not fired because nobody could, and that the tick which carries this stands for.</summary>
/// <param name="Count">How many; at least 1.</param>
/// <param name="From">The oldest one's instant.</param>
/// <param name="To">The newest one's instant.</param>
public sealed record MissedTicks(long Count, DateTimeOffset From, DateTimeOffset To);
