using Ponos.Benchmarks.Contestants;
using Ponos.Benchmarks.Report;
using Ponos.Tests.Support;

namespace Ponos.Benchmarks.EndToEnd;

/// <summary>
/// <c>first</c>: what a process's first 50 000 jobs cost while its code is compiled, by how it was published. Each way both
/// programs are published alike.
/// </summary>
internal sealed class FirstJobsCommand(RabbitBroker broker, int rounds)
{
    private const int Jobs = 50_000;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(700);
    private static readonly (string, string) WithoutProfile = ("DOTNET_TieredPGO", "0");

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments.FirstOrDefault(argument => argument is not ("--quick" or "--docs")) is { } unknown)
        {
            throw new FormatException($"'{unknown}' is not known.");
        }

        await using var broker = await RabbitBroker.StartAsync("first");
        var table = await new FirstJobsCommand(broker, arguments.Contains("--quick") ? 1 : 5).MeasureAsync();
        await Console.Out.WriteLineAsync(table.ToString());
        if (arguments.Contains("--docs"))
        {
            DocsPage.Write("first-jobs", $"{MachineText.Of(MachineText.Today)}\n\n{table}\n\n");
        }

        return 0;
    }

    private async Task<MarkdownTable> MeasureAsync()
    {
        using var compiled = await PublishedProgram.OfAsync("Ponos.Benchmarks", PublishedProgram.ReadyToRun);
        var assembly = compiled is null ? null : Path.Combine(compiled.Folder, "Ponos.Benchmarks.dll");
        List<(string Name, string? Assembly, (string, string)? Setting)> ways =
        [
            ("as built", null, null),
            ("TieredPGO off", null, WithoutProfile),
        ];
        if (assembly is not null)
        {
            ways.Add(("PublishReadyToRun", assembly, null));
            ways.Add(("PublishReadyToRun, TieredPGO off", assembly, WithoutProfile));
        }

        var all = ways.ToDictionary(way => way, _ => (Publish: new PairedSamples(), Consume: new PairedSamples()));
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (way, (publish, consume)) in all)
            {
                var turns = new List<(Sample Published, Sample Consumed)>();
                foreach (var name in Scenario.FirstJobsTurns)
                {
                    turns.Add(await TurnAsync(name, way.Assembly, way.Setting));
                }

                publish.Add(turns[0].Published, turns[1].Published, turns[2].Published);
                consume.Add(turns[0].Consumed, turns[1].Consumed, turns[2].Consumed);
            }
        }

        var table = new MarkdownTable(
            "first 50 000 jobs of a process",
            "publish, ratio",
            "quartiles",
            "µs, ours and by hand",
            "consume, ratio",
            "quartiles",
            "µs, ours and by hand");
        foreach (var (way, (publish, consume)) in all)
        {
            table.Add([way.Name, .. Cells(publish), .. Cells(consume)]);
        }

        return table;
    }

    private static string[] Cells(PairedSamples samples)
    {
        var ratio = samples.Ratio(Cost);
        return
        [
            NumberText.Ratio(ratio.Median),
            $"{NumberText.Ratio(ratio.LowerQuartile)} to {NumberText.Ratio(ratio.UpperQuartile)}",
            $"{NumberText.Plain(samples.Own(Cost).Median)}, {NumberText.Plain(samples.Baseline(Cost).Median)}",
        ];

        static double Cost(Sample sample) => sample.ClientMicros;
    }

    private async Task<(Sample Published, Sample Consumed)> TurnAsync(string name, string? assembly, (string, string)? setting)
    {
        var published = await MeasureAsync(Work.Publish);
        await Task.Delay(Rest);
        return (published, await MeasureAsync(Work.Consume));

        async Task<Sample> MeasureAsync(Work work)
        {
            await using var contestant = ContestantProcess.Start(name, assembly, setting, broker.Uri, broker.ProcessId);
            return await contestant.MeasureAsync(new Order(work, QueueType.Quorum, Jobs, IsFirst: true));
        }
    }
}
