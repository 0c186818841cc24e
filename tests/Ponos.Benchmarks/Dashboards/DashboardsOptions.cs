namespace Ponos.Benchmarks.Dashboards;

/// <summary>How far it goes.</summary>
/// <param name="Dead">Dead jobs of the first service.</param>
/// <param name="Jobs">Jobs of each service in a drain.</param>
/// <param name="Rounds">Drains with visitors, each between two without.</param>
/// <param name="Visits">Visits of each page for its latency.</param>
/// <param name="WritesDocs">Whether docs/performance.md gets the tables.</param>
internal sealed record DashboardsOptions(int Dead, int Jobs, int Rounds, int Visits, bool WritesDocs)
{
    /// <exception cref="FormatException">The arguments cannot be read.</exception>
    public static DashboardsOptions Parse(string[] arguments)
    {
        if (arguments.FirstOrDefault(argument => argument is not ("--quick" or "--docs")) is { } unknown)
        {
            throw new FormatException($"'{unknown}' is not known.");
        }

        var writesDocs = arguments.Contains("--docs");
        return arguments.Contains("--quick")
            ? new DashboardsOptions(5_000, 10_000, 2, 3, writesDocs)
            : new DashboardsOptions(100_000, 60_000, 7, 15, writesDocs);
    }
}
