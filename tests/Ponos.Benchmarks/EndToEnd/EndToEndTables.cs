using System.Globalization;
using Ponos.Benchmarks.Contestants;
using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.EndToEnd;

/// <summary>The figures for people.</summary>
internal sealed class EndToEndTables(EndToEndResults results)
{
    private static readonly (string Metric, string Title)[] Costs =
        [
            (Metrics.Publish, "publish"),
            (Metrics.Consume1, "consume, 1 at a time"),
            (Metrics.Consume16, "consume, 16 at a time"),
            (Metrics.Retry, "fail once, retry"),
        ];

    public string Text => $"""
        {MainTable}

        What a job costs: ours (hand-written). Processor time of the program and of the broker.

        {CostsOf(QueueType.Classic)}

        {CostsOf(QueueType.Quorum)}

        Latency at 500 jobs/s, published and handled in one process, from the call of publish to the handler.

        {Latencies()}

        The hand-written program with what it leaves out, by the one that leaves it out.

        {Refined()}

        Start of a service on RabbitMQ whose queues exist, from the start of the process to its first handled job.

        {Starts()}

        {Quietness()}
        """;

    /// <summary>The ratios alone, as the page has them of an older RabbitMQ.</summary>
    public string MainTable => $"""
        {MachineText.Of(MachineText.Today)} The run took {results.Took.TotalMinutes.ToString("0", CultureInfo.InvariantCulture)} min.

        Ours by the hand-written program. In brackets the quartiles of the pairs' ratios, and how many pairs.

        {Ratios()}
        """;

    /// <summary>The figures against an earlier build.</summary>
    public string TextAgainst
    {
        get
        {
            var table = new MarkdownTable("this build by the earlier one", "classic queue", "quorum queue");
            foreach (var (metric, title) in Costs)
            {
                AddRows(
                    metric,
                    title,
                    ("jobs/s", sample => sample.PerSecond),
                    ("client µs/job", sample => sample.ClientMicros),
                    ("bytes/job", sample => sample.Bytes));
            }

            AddRows(Metrics.Latency, "latency at 500 jobs/s", ("p50", sample => sample.MedianMicros), ("p99", sample => sample.P99Micros));
            return $"{MachineText.Of(MachineText.Today)}\n\n{table}\n\nWhat a job costs: "
                + $"this build (the earlier one).\n\n{CostsOf(QueueType.Classic)}\n\n{CostsOf(QueueType.Quorum)}";

            void AddRows(string metric, string title, params (string Unit, Func<Sample, double> Figure)[] rows)
            {
                var (classic, quorum) = (results.Of(QueueType.Classic, metric), results.Of(QueueType.Quorum, metric));
                foreach (var (unit, figure) in rows)
                {
                    table.Add($"{title}, {unit}", Spread(classic.Ratio(figure), classic), Spread(quorum.Ratio(figure), quorum));
                }
            }
        }
    }

    public string Plot(QueueType type)
    {
        var plot = new BarPlot(
            $"Ponos.Net by a hand-written program, {Word(type)} queue",
            "ratio of medians, 1 is the hand-written program; line: quartiles; red: goal (latency: less is better)");
        foreach (var goal in Measured)
        {
            plot.Add(goal.Title, goal.RatiosOf(results.Of(type, goal.Metric)), goal.Bound);
        }

        foreach (var (metric, title) in Costs)
        {
            plot.Add(
                "refined by hand: " + title,
                results.Of(type, metric, ContestantNames.Refined).Ratio(sample => sample.PerSecond),
                goal: null,
                isOther: true);
        }

        return plot.ToString();
    }

    /// <summary>All but what was left out.</summary>
    private IEnumerable<Goal> Measured => Goal.Ratios.Where(goal => results.Of(QueueType.Classic, goal.Metric).Total > 0);

    private static string Word(QueueType type) => type == QueueType.Quorum ? "quorum" : "classic";

    private static string Spread(Figures figures, PairedSamples samples) =>
        $"{NumberText.Ratio(figures.Median)} ({NumberText.Ratio(figures.LowerQuartile)} "
        + $"to {NumberText.Ratio(figures.UpperQuartile)}, {samples.Used}{(samples.UsesAll ? "*" : "")})";

    private string Ratios()
    {
        var table = new MarkdownTable("", "classic queue", "quorum queue", "goal", "met");
        foreach (var goal in Measured)
        {
            var (classic, quorum) = (results.Of(QueueType.Classic, goal.Metric), results.Of(QueueType.Quorum, goal.Metric));
            var worse = goal.Worse(goal.RatiosOf(classic).Median, goal.RatiosOf(quorum).Median);
            table.Add(
                goal.Title,
                Spread(goal.RatiosOf(classic), classic),
                Spread(goal.RatiosOf(quorum), quorum),
                goal.Text,
                goal.IsMet(worse) ? "yes" : "no");
        }

        return table.ToString();
    }

    private string CostsOf(QueueType type)
    {
        var table = new MarkdownTable(Word(type) + " queue", "jobs/s", "bytes/job", "client µs/job", "broker µs/job");
        foreach (var (metric, title) in Costs)
        {
            var samples = results.Of(type, metric);
            table.Add(
                title,
                Both(samples, sample => sample.PerSecond),
                Both(samples, sample => sample.Bytes),
                Both(samples, sample => sample.ClientMicros),
                Both(samples, sample => sample.BrokerMicros));
        }

        return table.ToString();
    }

    private static string Both(PairedSamples samples, Func<Sample, double> figure) =>
        $"{NumberText.Plain(samples.Own(figure).Median)} ({NumberText.Plain(samples.Baseline(figure).Median)})";

    private string Latencies()
    {
        var table = new MarkdownTable("", "p50, µs", "p99, µs");
        foreach (var type in new[] { QueueType.Classic, QueueType.Quorum })
        {
            var samples = results.Of(type, Metrics.Latency);
            table.Add(Word(type) + " queue", Both(samples, sample => sample.MedianMicros), Both(samples, sample => sample.P99Micros));
        }

        return table.ToString();
    }

    private string Refined()
    {
        var table = new MarkdownTable("", "what it has", "classic queue", "quorum queue", "bytes/job", "client µs/job");
        foreach (var ((metric, title), what) in Costs.Zip(
            ["own confirm tracking", "acknowledgements together", "acknowledgements together", "retry in the process"]))
        {
            var (classic, quorum) = (results.Of(QueueType.Classic, metric, ContestantNames.Refined),
                results.Of(QueueType.Quorum, metric, ContestantNames.Refined));
            table.Add(
                title,
                what,
                Spread(classic.Ratio(sample => sample.PerSecond), classic),
                Spread(quorum.Ratio(sample => sample.PerSecond), quorum),
                NumberText.Plain(classic.Own(sample => sample.Bytes).Median),
                NumberText.Plain(classic.Own(sample => sample.ClientMicros).Median));
        }

        return table.ToString();
    }

    private string Starts()
    {
        var table = new MarkdownTable("", "first job after, ms", "starts", "idle, MB");
        foreach (var start in results.Starts)
        {
            table.Add(
                start.Name switch
                {
                    "aot" => "native executable (goal: 100 ms, 40 MB)",
                    "ready-to-run" => "JIT, published with PublishReadyToRun (goal: 400 ms)",
                    _ => "JIT, as built, nothing compiled ahead (goal: 400 ms)",
                },
                $"{NumberText.Plain(start.Milliseconds.Median)} ({NumberText.Plain(start.Milliseconds.LowerQuartile)} "
                    + $"to {NumberText.Plain(start.Milliseconds.UpperQuartile)})",
                start.Milliseconds.Count.ToString(CultureInfo.InvariantCulture),
                NumberText.Plain(start.IdleMegabytes));
        }

        return table.ToString();
    }

    private string Quietness()
    {
        var all = Goal.Ratios.SelectMany(
            goal => new[] { results.Of(QueueType.Classic, goal.Metric), results.Of(QueueType.Quorum, goal.Metric) }).ToArray();
        var noisy = $"During {all.Sum(samples => samples.Total - samples.Quiet)} of {all.Sum(samples => samples.Total)} pairs other "
            + $"processes used more than a third of a core. {all.Sum(samples => samples.LeftOut)} of them are left out.";
        return all.Any(samples => samples.UsesAll)
            ? noisy + " Where an asterisk stands too few would be left, and all are used: such a figure says little."
            : noisy;
    }
}
