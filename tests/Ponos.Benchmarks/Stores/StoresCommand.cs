using System.Text;
using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.Stores;

/// <summary><c>stores</c>: what an outbox costs, against doing without and against one that is written by hand.</summary>
internal sealed class StoresCommand(StoresOptions options)
{
    private const string NoDisk = "fsync=off";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var command = new StoresCommand(StoresOptions.Parse(arguments));
        await command.MeasureAsync("throughput", async tell =>
        {
            await OnAsync([], async ground => await tell(await command.ThroughputAsync(ground, $"orders by {Throughput.Writers} writers")));
            await OnAsync(
                [NoDisk], async ground => await tell(await command.ThroughputAsync(ground, "the same on a disk that costs nothing")));
        });
        await command.MeasureAsync("latency", tell => OnAsync(
            [], async ground => await tell(await new CommitLatency(ground, command.Options).RunAsync("from the commit to the handler"))));
        await command.MeasureAsync(
            "backlog", tell => OnAsync([], async ground => await tell(await new BacklogDrain(ground, command.Options).RunAsync())));
        await command.MeasureAsync(
            "sizes", tell => OnAsync([NoDisk], async ground => await tell(await new TableSizes(ground, command.Options).RunAsync())));
        await command.MeasureAsync(
            "idle", tell => OnAsync([], async ground => await tell(await new IdleDatabase(ground, command.Options).RunAsync())));
        return 0;
    }

    private StoresOptions Options => options;

    private Task<MarkdownTable> ThroughputAsync(StoreGround ground, string title) => new Throughput(ground, options).RunAsync(title);

    private static async Task OnAsync(string[] settings, Func<StoreGround, Task> measure)
    {
        await using var ground = await StoreGround.StartAsync(settings);
        await measure(ground);
    }

    /// <summary>One part, with a place of its own on the page.</summary>
    private async Task MeasureAsync(string part, Func<Func<MarkdownTable, Task>, Task> measure)
    {
        if (options.Only is { } only && only != part)
        {
            return;
        }

        var text = new StringBuilder(MachineText.Of(MachineText.Today)).Append("\n\n");
        await measure(async table =>
        {
            text.Append(table).Append("\n\n");
            await Console.Out.WriteLineAsync(table + "\n");
        });
        if (options.WritesDocs)
        {
            DocsPage.Write($"stores-{part}", text.ToString());
        }
    }
}
