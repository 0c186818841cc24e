namespace Ponos.Benchmarks.Journals;

/// <summary>How far it goes.</summary>
/// <param name="Jobs">Jobs of a sample.</param>
/// <param name="Rounds">How often each is measured.</param>
/// <param name="Entries">How many entries the journal has in which traces are looked for.</param>
/// <param name="Traces">How many are looked for.</param>
/// <param name="WritesDocs">Whether docs/performance.md gets the tables.</param>
/// <param name="Only">The one part to measure; both where it is <see langword="null"/>.</param>
internal sealed record JournalOptions(int Jobs, int Rounds, int Entries, int Traces, bool WritesDocs, string? Only)
{
    /// <summary>What there is to measure.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["cost", "traces"];

    /// <exception cref="FormatException">The arguments cannot be read.</exception>
    public static JournalOptions Parse(string[] arguments)
    {
        if (arguments.FirstOrDefault(argument => argument is not ("--quick" or "--docs") && !Parts.Contains(argument)) is { } unknown)
        {
            throw new FormatException($"'{unknown}' is not known.");
        }

        var writesDocs = arguments.Contains("--docs");
        var only = arguments.SingleOrDefault(Parts.Contains);
        return arguments.Contains("--quick")
            ? new JournalOptions(20_000, 3, 200_000, 5, writesDocs, only)
            : new JournalOptions(60_000, 8, 10_000_000, 25, writesDocs, only);
    }
}
