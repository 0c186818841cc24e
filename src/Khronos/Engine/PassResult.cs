namespace Khronos.Engine;

/// <summary>What an engine says after a pass.</summary>
/// <param name="Fired">How many ticks were due.</param>
/// <param name="Wait">How long nothing more is due; <see cref="Timeout.InfiniteTimeSpan"/> when nothing ever is.</param>
internal readonly record struct PassResult(int Fired, TimeSpan Wait);
