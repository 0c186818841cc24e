using System.Text.Json;
using Ponos.Benchmarks.Report;
using Ponos.Tests.Support;

namespace Ponos.Benchmarks.EndToEnd;

/// <summary><c>e2e</c>: ours against hand-written programs, on a broker of its own.</summary>
internal static class EndToEndCommand
{
    /// <summary>The page is of this one; what an older one gives stands beside its main table.</summary>
    private static readonly Version Newest = new(4, 3);

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = EndToEndOptions.Parse(arguments);
        await using var broker = await RabbitBroker.StartAsync("bench");
        var results = await new EndToEndRun(options, broker).RunAsync();
        var tables = new EndToEndTables(results);
        if (options.FirstRounds > 0)
        {
            await Console.Out.WriteLineAsync(tables.MainTable);
            if (options.WritesDocs)
            {
                DocsPage.Write("e2e-first", tables.MainTable);
            }

            return 0;
        }

        await Console.Out.WriteLineAsync(options.Against is null ? tables.Text : tables.TextAgainst);
        if (options.JsonFile is { } file)
        {
            await File.WriteAllTextAsync(file, new EndToEndJson(results).Build().ToJsonString(Indented) + "\n");
        }

        if (options.WritesDocs && RabbitUnderTest.Version < Newest)
        {
            DocsPage.Write("e2e-older", tables.MainTable);
        }
        else if (options.WritesDocs)
        {
            DocsPage.Write("e2e", tables.Text);
            DocsPage.WritePlot("e2e-classic", tables.Plot(QueueType.Classic));
            DocsPage.WritePlot("e2e-quorum", tables.Plot(QueueType.Quorum));
        }

        return 0;
    }
}
