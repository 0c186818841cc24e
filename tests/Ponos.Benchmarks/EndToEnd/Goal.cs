using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.EndToEnd;

/// <summary>What issues 5 and 11 ask of a figure.</summary>
/// <param name="Metric">The name in the JSON.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Bound">At least this; for latency and cost at most.</param>
internal sealed record Goal(string Metric, string Title, double Bound)
{
    public static IReadOnlyList<Goal> Ratios { get; } =
    [
        new(Metrics.Publish, "publish", 1.15),
        new(Metrics.Consume1, "consume, 1 at a time", 1.5),
        new(Metrics.Consume16, "consume, 16 at a time", 1.5),
        new(Metrics.Retry, "fail once, retry", 1.6),
        new(Metrics.PublishTraced, "publish, traced", 0.8),
        new(Metrics.ConsumeTraced, "consume, traced", 0.8),
        new(Metrics.Latency, "latency at 500 jobs/s, p99", 1.1),
        new(Metrics.PublishByMany, "publish, 512 callers", 0.95),
        new(Metrics.FirstPublish, "client time of a process's first 50 000 publishes", 1.2),
        new(Metrics.FirstConsume, "client time of a process's first 50 000 jobs", 1.2),
        new(Metrics.FirstPublishReadyToRun, "those publishes, compiled ahead", 1.2),
        new(Metrics.FirstConsumeReadyToRun, "those jobs, compiled ahead", 1.2),
    ];

    /// <summary>Latency and cost, of which less is better.</summary>
    public bool IsMost => Metric is Metrics.Latency || IsCost;

    private bool IsCost => Metric is
        Metrics.FirstPublish or Metrics.FirstConsume or Metrics.FirstPublishReadyToRun or Metrics.FirstConsumeReadyToRun;

    public string Text => $"{(IsMost ? "≤" : "≥")} {NumberText.Ratio(Bound)}";

    public bool IsMet(double ratio) => IsMost ? ratio <= Bound : ratio >= Bound;

    /// <summary>The worse of two ratios.</summary>
    public double Worse(double one, double other) => IsMost ? Math.Max(one, other) : Math.Min(one, other);

    /// <summary>The ratios of one metric.</summary>
    public Figures RatiosOf(PairedSamples samples) => samples.Ratio(
        sample => Metric == Metrics.Latency ? sample.P99Micros : IsCost ? sample.ClientMicros : sample.PerSecond);
}
