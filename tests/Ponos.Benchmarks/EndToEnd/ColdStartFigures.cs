using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.EndToEnd;

/// <summary>How a service starts.</summary>
/// <param name="Name">How it was compiled: <c>jit</c>, <c>ready-to-run</c> or <c>aot</c>.</param>
/// <param name="Milliseconds">From the start of the process to its first handled job.</param>
/// <param name="IdleMegabytes">Memory in use some seconds after its last job.</param>
internal sealed record ColdStartFigures(string Name, Figures Milliseconds, double IdleMegabytes);
