using BenchmarkDotNet.Reports;
using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.Micro;

/// <summary>The figures of the microbenchmarks for people, and the three that issue 4 asks for.</summary>
internal sealed class MicroTables(IReadOnlyList<BenchmarkReport> reports)
{
    /// <summary>Measures too: the ratios, and Newtonsoft.Json.Schema, whose quota admits that once in an hour.</summary>
    public string Measure() => $"""
        {MachineText.Of(MachineText.Today)}

        {Steps()}

        {(reports.Any(report => TypeOf(report) == nameof(ContractBenchmarks)) ? Contracts() : "")}
        """.TrimEnd();

    private string Steps()
    {
        var table = new MarkdownTable("", "ns", "± (standard deviation)", "bytes allocated");
        foreach (var report in reports.Where(report => report.ResultStatistics is not null))
        {
            var parameters = report.BenchmarkCase.Parameters.PrintInfo;
            table.Add(
                $"`{TypeOf(report)[..^"Benchmarks".Length]}.{MethodOf(report)}` {parameters}".TrimEnd(),
                NumberText.Plain(report.ResultStatistics!.Median),
                NumberText.Plain(report.ResultStatistics.StandardDeviation),
                NumberText.Plain(BytesOf(report)));
        }

        return table.ToString();
    }

    private string Contracts()
    {
        var (small, large) = (new ContractRatios(200), new ContractRatios(2000));
        var table = new MarkdownTable("a valid job from UTF-8 bytes", "200 B", "2 KB", "goal", "met");
        Add("validate, bytes allocated", "0", value => value == 0, BytesOf(Find(200)), BytesOf(Find(2000)));
        Add("times as fast as NJsonSchema 11.6.2", "≥ 10", value => value >= 10, small.ByNJsonSchema, large.ByNJsonSchema);
        Add(
            "times as fast as Newtonsoft.Json.Schema 4.0.2 (300 runs, within its quota)",
            "",
            _ => true,
            NewtonsoftCost.Measure(200) / small.Validate,
            NewtonsoftCost.Measure(2000) / large.Validate);
        Add(
            "validate and deserialise by deserialise alone (System.Text.Json)",
            "≤ 1.7",
            value => value <= 1.7,
            small.BothByDeserialise,
            large.BothByDeserialise);
        Add(
            "the same with a service's options (no name twice, nullability)",
            "≤ 1.7",
            value => value <= 1.7,
            small.BothByDeserialiseStrictly,
            large.BothByDeserialiseStrictly);
        return table.ToString();

        void Add(string what, string goal, Func<double, bool> isMet, double atSmall, double atLarge)
        {
            var met = goal.Length == 0 || !double.IsFinite(atSmall + atLarge) ? "" : isMet(atSmall) && isMet(atLarge) ? "yes" : "no";
            table.Add(what, NumberText.Plain(atSmall), NumberText.Plain(atLarge), goal, met);
        }
    }

    private static string TypeOf(BenchmarkReport report) => report.BenchmarkCase.Descriptor.Type.Name;

    private static string MethodOf(BenchmarkReport report) => report.BenchmarkCase.Descriptor.WorkloadMethod.Name;

    private static double BytesOf(BenchmarkReport? report) =>
        report is null ? double.NaN : report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? double.NaN;

    /// <summary>Of our validator.</summary>
    private BenchmarkReport? Find(int bytes) => reports.FirstOrDefault(report =>
        TypeOf(report) == nameof(ContractBenchmarks)
        && MethodOf(report) == nameof(ContractBenchmarks.Validate)
        && (int)report.BenchmarkCase.Parameters[nameof(ContractBenchmarks.Bytes)] == bytes);
}
