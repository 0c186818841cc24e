using System.Diagnostics;
using Ponos.Benchmarks.Machine;
using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.Stores;

/// <summary>Orders a second by 16 writers, each way by the bare insert that ran before and after it.</summary>
internal sealed class Throughput(StoreGround ground, StoresOptions options)
{
    public const int Writers = 16;

    public async Task<MarkdownTable> RunAsync(string title)
    {
        var table = new MarkdownTable(
            title, "written, ratio", "quartiles", "sent, ratio", "quartiles", "written/s", "sent/s", "µs of program, database, broker");
        await using var store = await ground.StartServiceAsync();
        await using var polling = await PollingOutbox.StartAsync(store, ground);
        await MeasureAsync(
            table,
            OrderWriter.Plain(ground),
            [
                OrderWriter.PlainPrepared(ground),
                OrderWriter.PlainWithOutbox(ground, store),
                OrderWriter.PlainBatchWithOutbox(ground, store),
            ]);
        await MeasureAsync(
            table, OrderWriter.Context(store), [OrderWriter.ContextWithOutbox(store), OrderWriter.ContextWithPolling(store)]);
        return table;
    }

    /// <summary>Writes orders down as fast as they go, and waits until the outbox is empty.</summary>
    public static async Task<Sample> WriteAsync(StoreGround ground, OrderWriter writer, int orders)
    {
        await ground.ExecuteAsync("TRUNCATE orders");
        var before = ground.ReadProcessors();
        var since = Stopwatch.GetTimestamp();
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= orders)
            {
                await writer.WriteAsync(Charge.Of(number));
            }
        })));
        var written = orders / Stopwatch.GetElapsedTime(since).TotalSeconds;
        if (writer.Outbox is null)
        {
            return new Sample(written, double.NaN, CostOf());
        }

        await ground.EmptyAsync(writer.Outbox);
        var sample = new Sample(written, orders / Stopwatch.GetElapsedTime(since).TotalSeconds, CostOf());
        await ground.PurgeAsync();
        return sample;

        double[] CostOf() => [.. ground.ReadProcessors().Zip(before, (after, before) => (after - before).TotalMicroseconds / orders)];
    }

    private async Task MeasureAsync(MarkdownTable table, OrderWriter bare, OrderWriter[] others)
    {
        var samples = others.ToDictionary(writer => writer, _ => new List<(double Bare, Sample Of)>());
        var bares = new List<Sample>();
        foreach (var writer in others.Prepend(bare))
        {
            _ = await WriteAsync(ground, writer, options.Orders / 2);
        }

        var before = await WriteAsync(ground, bare, options.Orders);
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var writer in others)
            {
                var sample = await WriteAsync(ground, writer, options.Orders);
                var after = await WriteAsync(ground, bare, options.Orders);
                samples[writer].Add(((before.Written + after.Written) / 2, sample));
                bares.Add(after);
                before = after;
            }
        }

        table.Add(bare.Name, "1.00", "", "", "", NumberText.Plain(Median(bares, sample => sample.Written)), "", Costs(bares));
        foreach (var (writer, of) in samples)
        {
            var written = new Figures(of.Select(one => one.Of.Written / one.Bare));
            var sent = new Figures(of.Select(one => one.Of.Sent / one.Bare));
            List<Sample> own = [.. of.Select(one => one.Of)];
            table.Add(
                writer.Name,
                NumberText.Ratio(written.Median),
                Quartiles(written),
                NumberText.Ratio(sent.Median),
                Quartiles(sent),
                NumberText.Plain(Median(own, sample => sample.Written)),
                NumberText.Plain(Median(own, sample => sample.Sent)),
                Costs(own));
        }
    }

    private static double Median(List<Sample> samples, Func<Sample, double> figure) => new Figures(samples.Select(figure)).Median;

    private static string Costs(List<Sample> samples) =>
        string.Join(
            ", ",
            Enumerable.Range(0, samples[0].Costs.Length).Select(part => NumberText.Whole(Median(samples, sample => sample.Costs[part]))));

    private static string Quartiles(Figures figures) =>
        $"{NumberText.Ratio(figures.LowerQuartile)} to {NumberText.Ratio(figures.UpperQuartile)}";

    /// <summary>What one run came to.</summary>
    /// <param name="Written">Orders a second, up to the last commit.</param>
    /// <param name="Sent">Orders a second, until the outbox was empty; no number where there is none.</param>
    /// <param name="Costs">Processor time of an order in microseconds: this program's, the database's, the broker's.</param>
    internal sealed record Sample(double Written, double Sent, double[] Costs);
}
