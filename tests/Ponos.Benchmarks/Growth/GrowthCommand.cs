using System.Text;
using Ponos.Benchmarks.Jobs;
using Ponos.Benchmarks.Report;
using Ponos.Tests.Support;

namespace Ponos.Benchmarks.Growth;

/// <summary><c>growth</c>: how the cost of a job grows with what there is more of.</summary>
internal static class GrowthCommand
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = GrowthOptions.Parse(arguments);
        var text = new StringBuilder(MachineText.Of(MachineText.Today)).Append("\n\n");
        var plot = new LinePlot("Cost of a job as things grow", "processor time of the program for a job, by that at the smallest size");
        await WarmUpAsync(new GrowthSetup("warm", Handlers: 20));
        foreach (var study in new EmbeddedStudies(options).All)
        {
            await StudyAsync(study, options.Rounds, text, plot);
        }

        await using (var broker = await RabbitBroker.StartAsync("growth"))
        {
            await WarmUpAsync(new GrowthSetup("warm") { Broker = broker.Uri, BrokerId = broker.ProcessId });
            foreach (var study in new RabbitStudies(options, broker).All)
            {
                await StudyAsync(study, options.Rounds, text, plot);
            }
        }

        if (options.WritesDocs)
        {
            DocsPage.Write("growth", text.ToString());
            DocsPage.WritePlot("growth", plot.ToString());
        }

        return 0;
    }

    /// <summary>The first service of a process pays for the compiler, which takes its time over code that is used much.</summary>
    private static async Task WarmUpAsync(GrowthSetup setup)
    {
        const int Jobs = 20_000;
        await using var service = await GrowthService.StartAsync(setup);
        for (var i = 0; i < 3; i++)
        {
            await service.RunAsync(ImageJob.Sample, Jobs);
            await service.RunLiveAsync(ImageJob.Sample, Jobs);
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    private static async Task StudyAsync(GrowthStudy study, int rounds, StringBuilder text, LinePlot plot)
    {
        var points = await study.RunAsync(rounds);
        var table = study.Table(points).ToString();
        text.Append(table).Append("\n\n");
        await Console.Out.WriteLineAsync(table + "\n");
        if (study.IsFlat)
        {
            plot.Add(
                study.Title, [.. points.Select(point => (Math.Max(1, point.Size), point.Cost.ClientMicros / points[0].Cost.ClientMicros))]);
        }
    }
}
