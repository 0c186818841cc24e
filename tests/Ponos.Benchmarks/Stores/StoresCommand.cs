using System.Text;
using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.Stores;

/// <summary><c>stores</c>: what an outbox costs, against doing without and against one that is written by hand.</summary>
internal static class StoresCommand
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = StoresOptions.Parse(arguments);
        var text = new StringBuilder(MachineText.Of(MachineText.Today)).Append("\n\n");
        await using (var ground = await StoreGround.StartAsync())
        {
            await TellAsync(text, await new Throughput(ground, options).RunAsync($"orders by {Throughput.Writers} writers"));
            await TellAsync(text, await new CommitLatency(ground, options).RunAsync("from the commit to the handler"));
            await TellAsync(text, await new BacklogDrain(ground, options).RunAsync());
        }

        await using (var ground = await StoreGround.StartAsync("fsync=off"))
        {
            await TellAsync(text, await new Throughput(ground, options).RunAsync("the same on a disk that costs nothing"));
            await TellAsync(text, await new TableSizes(ground, options).RunAsync());
            await TellAsync(text, await new IdleDatabase(ground, options).RunAsync());
        }

        if (options.WritesDocs)
        {
            DocsPage.Write("stores", text.ToString());
        }

        return 0;
    }

    private static async Task TellAsync(StringBuilder text, MarkdownTable table)
    {
        text.Append(table).Append("\n\n");
        await Console.Out.WriteLineAsync(table + "\n");
    }
}
