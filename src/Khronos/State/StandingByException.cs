using Ponos;

namespace Khronos.State;

/// <summary>Another replica leads, or nobody does at this moment: a job that met this goes back to its queue.</summary>
internal sealed class StandingByException(string reason) : JobInterruptedException($"This Khronos does not lead: {reason}");
