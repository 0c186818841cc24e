namespace Khronos.Replication;

/// <summary>The beginning of a replica's term, as the stream has it: what was decided before is known.</summary>
/// <param name="Stream">Read up to there, and on from there.</param>
/// <param name="Epoch">The term's.</param>
internal sealed record Lead(ScheduleStream Stream, long Epoch);
