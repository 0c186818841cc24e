using Ponos.Benchmarks.Contestants;

namespace Ponos.Benchmarks.EndToEnd;

/// <summary>All that was measured.</summary>
internal sealed class EndToEndResults
{
    private readonly Dictionary<(QueueType Queues, string Metric, string Contestant), PairedSamples> _samples = [];

    /// <summary>The start of a process, and what it holds when idle; empty where it was not measured.</summary>
    public List<ColdStartFigures> Starts { get; } = [];

    public TimeSpan Took { get; set; }

    /// <summary>
    /// Takes one block's samples of one metric, in the order in which they were taken, each contestant's
    /// between two of the baseline's.
    /// </summary>
    public void Add(QueueType queues, string metric, IReadOnlyList<(string Contestant, Sample Sample)> turns)
    {
        for (var i = 1; i < turns.Count - 1; i++)
        {
            if (turns[i].Contestant != ContestantNames.HandWritten)
            {
                var key = (queues, metric, turns[i].Contestant);
                if (!_samples.TryGetValue(key, out var samples))
                {
                    _samples.Add(key, samples = new PairedSamples());
                }

                samples.Add(turns[i - 1].Sample, turns[i].Sample, turns[i + 1].Sample);
            }
        }
    }

    public PairedSamples Of(QueueType queues, string metric, string contestant) =>
        _samples.TryGetValue((queues, metric, contestant), out var samples) ? samples : new PairedSamples();

    /// <summary>What the issues call traced, or compiled ahead, is the plain metric, measured on the contestant that is so.</summary>
    public PairedSamples Of(QueueType queues, string metric) => metric switch
    {
        Metrics.PublishTraced => Of(queues, Metrics.Publish, ContestantNames.OursTraced),
        Metrics.ConsumeTraced => Of(queues, Metrics.Consume1, ContestantNames.OursTraced),
        Metrics.FirstPublishReadyToRun => Of(queues, Metrics.FirstPublish, ContestantNames.OursReadyToRun),
        Metrics.FirstConsumeReadyToRun => Of(queues, Metrics.FirstConsume, ContestantNames.OursReadyToRun),
        _ => Of(queues, metric, ContestantNames.Ours),
    };

    public int Fewest(IEnumerable<string> metrics) =>
        metrics.Min(metric => Math.Min(Of(QueueType.Classic, metric).Quiet, Of(QueueType.Quorum, metric).Quiet));
}
