using System.Diagnostics;
using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.Stores;

/// <summary>Orders a second by 16 writers, each way by the bare insert that ran before and after it.</summary>
internal sealed class Throughput(StoreGround ground, StoresOptions options)
{
    public const int Writers = 16;

    public async Task<MarkdownTable> RunAsync(string title)
    {
        var table = new MarkdownTable(title, "written, ratio", "quartiles", "sent, ratio", "quartiles", "written/s", "sent/s");
        await using var store = await ground.StartServiceAsync();
        await using var polling = await PollingOutbox.StartAsync(store, ground);
        await MeasureAsync(table, OrderWriter.Plain(ground), [OrderWriter.PlainWithOutbox(ground, store)]);
        await MeasureAsync(
            table, OrderWriter.Context(store), [OrderWriter.ContextWithOutbox(store), OrderWriter.ContextWithPolling(store)]);
        return table;
    }

    /// <summary>Writes orders down as fast as they go.</summary>
    /// <returns>How many a second were written; and sent, from the first write until the outbox is empty.</returns>
    public static async Task<(double Written, double Sent)> WriteAsync(StoreGround ground, OrderWriter writer, int orders)
    {
        await ground.ExecuteAsync("TRUNCATE orders");
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
            return (written, double.NaN);
        }

        await ground.EmptyAsync(writer.Outbox);
        var sent = orders / Stopwatch.GetElapsedTime(since).TotalSeconds;
        await ground.PurgeAsync();
        return (written, sent);
    }

    private async Task MeasureAsync(MarkdownTable table, OrderWriter bare, OrderWriter[] others)
    {
        var samples = others.ToDictionary(writer => writer, _ => new List<(double Bare, double Written, double Sent)>());
        var bares = new List<double>();
        foreach (var writer in others.Prepend(bare))
        {
            _ = await WriteAsync(ground, writer, options.Orders / 2);
        }

        var before = (await WriteAsync(ground, bare, options.Orders)).Written;
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var writer in others)
            {
                var (written, sent) = await WriteAsync(ground, writer, options.Orders);
                var after = (await WriteAsync(ground, bare, options.Orders)).Written;
                samples[writer].Add(((before + after) / 2, written, sent));
                bares.Add(after);
                before = after;
            }
        }

        table.Add(bare.Name, "1.00", "", "", "", NumberText.Plain(new Figures(bares).Median), "");
        foreach (var (writer, of) in samples)
        {
            var written = new Figures(of.Select(one => one.Written / one.Bare));
            var sent = new Figures(of.Select(one => one.Sent / one.Bare));
            table.Add(
                writer.Name,
                NumberText.Ratio(written.Median),
                Quartiles(written),
                NumberText.Ratio(sent.Median),
                Quartiles(sent),
                NumberText.Plain(new Figures(of.Select(one => one.Written)).Median),
                NumberText.Plain(new Figures(of.Select(one => one.Sent)).Median));
        }
    }

    private static string Quartiles(Figures figures) =>
        $"{NumberText.Ratio(figures.LowerQuartile)} to {NumberText.Ratio(figures.UpperQuartile)}";
}
