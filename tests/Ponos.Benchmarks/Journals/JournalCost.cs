using Ponos.Benchmarks.Contestants;
using Ponos.Benchmarks.EndToEnd;
using Ponos.Benchmarks.Report;
using Ponos.Tests.Support;

namespace Ponos.Benchmarks.Journals;

/// <summary>Consuming with every job entered, each time between two turns without a journal.</summary>
internal sealed class JournalCost(RabbitBroker broker, JournalOptions options)
{
    private static readonly (string Title, int Concurrency)[] Kinds = [("1 at a time", 1), ("16 at a time", 16)];

    public async Task<string> RunAsync()
    {
        await using var plain = ContestantProcess.Start(ContestantNames.Ours, broker.Uri, broker.ProcessId);
        await using var journaled = ContestantProcess.Start(ContestantNames.OursJournaled, broker.Uri, broker.ProcessId);
        // The queue is declared by whoever consumes it.
        await plain.MeasureAsync(new Order(Work.Latency, QueueType.Quorum, 500, Rate: 500));
        var table = new MarkdownTable("with the journal by without, quorum queue", "jobs/s", "client µs/job", "broker µs/job", "bytes/job");
        foreach (var (title, concurrency) in Kinds)
        {
            var samples = await PairsAsync(plain, journaled, concurrency);
            table.Add(
                title,
                Cell(samples, sample => sample.PerSecond),
                Cell(samples, sample => sample.ClientMicros),
                Cell(samples, sample => sample.BrokerMicros),
                Cell(samples, sample => sample.Bytes));
        }

        return table.ToString();
    }

    private static string Cell(PairedSamples samples, Func<Sample, double> figure)
    {
        var ratio = samples.Ratio(figure);
        return $"{NumberText.Ratio(ratio.Median)} ({NumberText.Ratio(ratio.LowerQuartile)} to {NumberText.Ratio(ratio.UpperQuartile)}, "
            + $"{samples.Used}{(samples.UsesAll ? "*" : "")})";
    }

    private async Task<PairedSamples> PairsAsync(ContestantProcess plain, ContestantProcess journaled, int concurrency)
    {
        // Compiled, and compiled better, before anything counts.
        await ConsumeAsync(plain, concurrency);
        await ConsumeAsync(journaled, concurrency);
        var samples = new PairedSamples();
        var before = await ConsumeAsync(plain, concurrency);
        for (var round = 0; round < options.Rounds; round++)
        {
            var own = await ConsumeAsync(journaled, concurrency);
            var after = await ConsumeAsync(plain, concurrency);
            samples.Add(before, own, after);
            before = after;
        }

        return samples;
    }

    private async Task<Sample> ConsumeAsync(ContestantProcess contestant, int concurrency)
    {
        await contestant.MeasureAsync(new Order(Work.Publish, QueueType.Quorum, options.Jobs));
        return await contestant.MeasureAsync(new Order(Work.Consume, QueueType.Quorum, options.Jobs, concurrency));
    }
}
