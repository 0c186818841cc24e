using Ponos.Benchmarks.Report;
using Ponos.Tests.Support;

namespace Ponos.Benchmarks.Journals;

/// <summary><c>journal</c>: what entering every job costs, and how long it takes to find a trace.</summary>
internal static class JournalCommand
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = JournalOptions.Parse(arguments);
        await using var broker = await RabbitBroker.StartAsync("journal");
        await MeasureAsync(options, "cost", new JournalCost(broker, options).RunAsync);
        await MeasureAsync(options, "traces", new JournalTraces(broker, options).RunAsync);
        return 0;
    }

    private static async Task MeasureAsync(JournalOptions options, string part, Func<Task<string>> measure)
    {
        if (options.Only is { } only && only != part)
        {
            return;
        }

        var text = $"{MachineText.Of(MachineText.Today)}\n\n{await measure()}";
        await Console.Out.WriteLineAsync(text + "\n");
        if (options.WritesDocs)
        {
            DocsPage.Write($"journal-{part}", text);
        }
    }
}
