using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Ponos.Benchmarks.Report;
using Ponos.Tests.Support;

namespace Ponos.Benchmarks.Micro;

/// <summary><c>micro</c>: BenchmarkDotNet, in this process, so that no other project has to be restored and built for it.</summary>
internal static class MicroCommand
{
    private static readonly Type[] Benchmarks =
    [
        typeof(DecodeBenchmarks), typeof(ContractBenchmarks), typeof(InvokeBenchmarks), typeof(SettleBenchmarks),
        typeof(PublishBenchmarks), typeof(BrokerBenchmarks), typeof(LineBenchmarks),
    ];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var writesDocs = arguments.Contains("--docs");
        string[] rest = [.. arguments.Where(argument => argument != "--docs")];
        var config = ManualConfig.CreateEmpty()
            .AddJob(BenchmarkDotNet.Jobs.Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
                .WithWarmupCount(4)
                .WithIterationCount(12)
                .WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(150)))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(Path.Combine(Repository.Folder, "BenchmarkDotNet.Artifacts"));
        var summaries = BenchmarkSwitcher.FromTypes(Benchmarks).Run(rest.Length > 0 ? rest : ["--filter", "*"], config).ToArray();
        var reports = summaries.SelectMany(summary => summary.Reports).ToArray();
        if (reports.Length == 0 || reports.Any(report => !report.Success))
        {
            return 1;
        }

        var text = new MicroTables(reports).Measure();
        await Console.Out.WriteLineAsync(text);
        if (writesDocs)
        {
            DocsPage.Write("micro", text);
        }

        return 0;
    }
}
