using Ponos;

namespace Examples.Metrics;

/// <summary>Read the machine's figures.</summary>
/// <param name="For">The instant that the figures stand for.</param>
[Task("metrics.collect")]
public sealed record CollectMetrics(DateTimeOffset For);
