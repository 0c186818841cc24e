namespace Ponos.Benchmarks.Stores;

/// <summary>How far it goes.</summary>
/// <param name="Orders">Orders of one sample of throughput.</param>
/// <param name="Rounds">How often each is measured.</param>
/// <param name="Jobs">Jobs of one sample of latency.</param>
/// <param name="Sizes">After how many jobs the tables are measured.</param>
/// <param name="Backlog">Jobs that an outage leaves behind.</param>
/// <param name="Idle">How long the database is watched doing nothing.</param>
/// <param name="WritesDocs">Whether docs/performance.md gets the tables.</param>
/// <param name="Only">The one part to measure; all of them where it is <see langword="null"/>.</param>
internal sealed record StoresOptions(
    int Orders, int Rounds, int Jobs, int[] Sizes, int Backlog, TimeSpan Idle, bool WritesDocs, string? Only)
{
    /// <summary>What there is to measure.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["throughput", "latency", "backlog", "sizes", "idle"];

    /// <exception cref="FormatException">The arguments cannot be read.</exception>
    public static StoresOptions Parse(string[] arguments)
    {
        if (arguments.FirstOrDefault(argument => argument is not ("--quick" or "--docs") && !Parts.Contains(argument)) is { } unknown)
        {
            throw new FormatException($"'{unknown}' is not known.");
        }

        var writesDocs = arguments.Contains("--docs");
        var only = arguments.SingleOrDefault(Parts.Contains);
        return arguments.Contains("--quick")
            ? new StoresOptions(2_000, 1, 100, [10_000, 30_000], 20_000, TimeSpan.FromSeconds(5), writesDocs, only)
            : new StoresOptions(6_000, 5, 300, [10_000, 100_000, 1_000_000], 1_000_000, TimeSpan.FromSeconds(60), writesDocs, only);
    }
}
