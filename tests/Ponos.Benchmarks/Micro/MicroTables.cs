using BenchmarkDotNet.Reports;
using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.Micro;

/// <summary>The figures of the microbenchmarks for people, and the three that issue 4 asks for.</summary>
internal sealed class MicroTables(IReadOnlyList<BenchmarkReport> reports)
{
    public string Text => $"""
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
        var table = new MarkdownTable("a valid job from UTF-8 bytes", "200 B", "2 KB", "goal", "met");
        Add("validate, bytes allocated", "0", value => value == 0, bytes => BytesOf(Find(nameof(ContractBenchmarks.Validate), bytes)));
        Add(
            "times as fast as NJsonSchema 11.6.2",
            "≥ 10",
            value => value >= 10,
            bytes => Nanoseconds(nameof(ContractBenchmarks.ValidateNJsonSchema), bytes) / Nanoseconds(nameof(ContractBenchmarks.Validate), bytes));
        Add(
            "times as fast as Newtonsoft.Json.Schema 4.0.2 (300 runs by hand, within its quota)",
            null,
            _ => true,
            bytes => NewtonsoftCost.Measure(bytes) / Nanoseconds(nameof(ContractBenchmarks.Validate), bytes));
        Add(
            "validate and deserialise by deserialise alone (System.Text.Json)",
            "≤ 1.7",
            value => value <= 1.7,
            bytes => Nanoseconds(nameof(ContractBenchmarks.ValidateAndDeserialise), bytes) / Nanoseconds(nameof(ContractBenchmarks.Deserialise), bytes));
        Add(
            "the same with a service's options (no name twice, nullability)",
            "≤ 1.7",
            value => value <= 1.7,
            bytes => Nanoseconds(nameof(ContractBenchmarks.ValidateAndDeserialiseStrictly), bytes) / Nanoseconds(nameof(ContractBenchmarks.DeserialiseStrictly), bytes));
        return table.ToString();

        void Add(string what, string? goal, Func<double, bool> isMet, Func<int, double> figure)
        {
            var (small, large) = (figure(200), figure(2000));
            var met = goal is null || !double.IsFinite(small + large) ? "" : isMet(small) && isMet(large) ? "yes" : "no";
            table.Add(what, NumberText.Plain(small), NumberText.Plain(large), goal ?? "", met);
        }
    }

    private static string TypeOf(BenchmarkReport report) => report.BenchmarkCase.Descriptor.Type.Name;

    private static string MethodOf(BenchmarkReport report) => report.BenchmarkCase.Descriptor.WorkloadMethod.Name;

    private static double BytesOf(BenchmarkReport? report) =>
        report is null ? double.NaN : report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? double.NaN;

    private BenchmarkReport? Find(string method, int bytes) => reports.FirstOrDefault(report =>
        TypeOf(report) == nameof(ContractBenchmarks) && MethodOf(report) == method && (int)report.BenchmarkCase.Parameters[nameof(ContractBenchmarks.Bytes)] == bytes);

    private double Nanoseconds(string method, int bytes) => Find(method, bytes)?.ResultStatistics?.Median ?? double.NaN;
}
