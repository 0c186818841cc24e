using System.Text.Json.Nodes;
using Ponos.Benchmarks.Contestants;

namespace Ponos.Benchmarks.EndToEnd;

/// <summary>
/// The figures for machines. On top, the worse of the two types of queue; under <c>classic</c> and <c>quorum</c> each with
/// the baseline's own figures, the quartiles and the number of pairs.
/// </summary>
internal sealed class EndToEndJson(EndToEndResults results)
{
    private static readonly string[] CostMetrics = [Metrics.Publish, Metrics.Consume1, Metrics.Consume16, Metrics.Retry];

    public JsonObject Build() => new()
    {
        ["ratios"] = Object(
            Goal.Ratios.Select(goal => (goal.Metric, goal.Worse(Ratio(goal, QueueType.Classic), Ratio(goal, QueueType.Quorum))))),
        ["bytesPerJob"] = Worst([Metrics.Publish, Metrics.Consume1], sample => sample.Bytes),
        ["clientCpuUsPerJob"] = Worst(CostMetrics, sample => sample.ClientMicros),
        ["brokerCpuUsPerJob"] = Worst(CostMetrics, sample => sample.BrokerMicros),
        ["classic"] = Of(QueueType.Classic),
        ["quorum"] = Of(QueueType.Quorum),
        ["coldStart"] = new JsonObject(results.Starts.Select(start => KeyValuePair.Create(
            start.Name, (JsonNode?)Object([("firstJobMs", start.Milliseconds.Median), ("idleMegabytes", start.IdleMegabytes)])))),
        ["seconds"] = results.Took.TotalSeconds,
    };

    private static JsonObject Object(IEnumerable<(string Name, double Value)> values) =>
        new(values.Select(value => KeyValuePair.Create(value.Name, (JsonNode?)Number(value.Value))));

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(Math.Round(value, 3)) : null;

    private static string CostName(string metric) => metric == Metrics.Consume1 ? "consume" : metric;

    private double Ratio(Goal goal, QueueType type) => goal.RatiosOf(results.Of(type, goal.Metric)).Median;

    /// <summary>Of both types of queue the one that costs more. <c>consume</c> is one at a time.</summary>
    private JsonObject Worst(IEnumerable<string> metrics, Func<Sample, double> figure) => Object(metrics.Select(metric => (
        CostName(metric),
        Math.Max(results.Of(QueueType.Classic, metric).Own(figure).Median, results.Of(QueueType.Quorum, metric).Own(figure).Median))));

    private JsonObject Of(QueueType type) => new()
    {
        ["ratios"] = Object(Goal.Ratios.Select(goal => (goal.Metric, Ratio(goal, type)))),
        ["lowerQuartiles"] = Object(Goal.Ratios.Select(goal => (goal.Metric, goal.RatiosOf(results.Of(type, goal.Metric)).LowerQuartile))),
        ["upperQuartiles"] = Object(Goal.Ratios.Select(goal => (goal.Metric, goal.RatiosOf(results.Of(type, goal.Metric)).UpperQuartile))),
        ["pairs"] = Object(Goal.Ratios.Select(goal => (goal.Metric, (double)results.Of(type, goal.Metric).Used))),
        ["pairsLeftOut"] = Object(Goal.Ratios.Select(goal => (goal.Metric, (double)results.Of(type, goal.Metric).LeftOut))),
        ["pairsQuiet"] = Object(Goal.Ratios.Select(goal => (goal.Metric, (double)results.Of(type, goal.Metric).Quiet))),
        ["ours"] = Costs(type, (samples, figure) => samples.Own(figure).Median),
        ["handWritten"] = Costs(type, (samples, figure) => samples.Baseline(figure).Median),
        ["refinedRatios"] = Object(CostMetrics.Select(
            metric => (metric, results.Of(type, metric, ContestantNames.Refined).Ratio(sample => sample.PerSecond).Median))),
    };

    private JsonObject Costs(QueueType type, Func<PairedSamples, Func<Sample, double>, double> median)
    {
        return new JsonObject
        {
            ["jobsPerSecond"] = All(sample => sample.PerSecond),
            ["bytesPerJob"] = All(sample => sample.Bytes),
            ["clientCpuUsPerJob"] = All(sample => sample.ClientMicros),
            ["brokerCpuUsPerJob"] = All(sample => sample.BrokerMicros),
            ["latencyUs"] = Object([
                ("p50", median(results.Of(type, Metrics.Latency), sample => sample.MedianMicros)),
                ("p99", median(results.Of(type, Metrics.Latency), sample => sample.P99Micros))]),
        };

        JsonObject All(Func<Sample, double> figure) =>
            Object(CostMetrics.Select(metric => (metric, median(results.Of(type, metric), figure))));
    }
}
