namespace Ponos.Benchmarks.Growth;

/// <summary>How far it goes.</summary>
/// <param name="Jobs">Jobs for one point.</param>
/// <param name="Rounds">How often each point is measured, where it can be again.</param>
/// <param name="Waiting">Delayed jobs on the embedded broker.</param>
/// <param name="WaitingOnRabbit">Delayed jobs on RabbitMQ.</param>
/// <param name="Backlog">Jobs in a queue of the embedded broker.</param>
/// <param name="WritesDocs">Whether docs/performance.md gets the tables and the plot.</param>
internal sealed record GrowthOptions(int Jobs, int Rounds, double[] Waiting, double[] WaitingOnRabbit, double[] Backlog, bool WritesDocs)
{
    /// <exception cref="FormatException">The arguments cannot be read.</exception>
    public static GrowthOptions Parse(string[] arguments)
    {
        if (arguments.FirstOrDefault(argument => argument is not ("--quick" or "--docs")) is { } unknown)
        {
            throw new FormatException($"'{unknown}' is not known.");
        }

        var writesDocs = arguments.Contains("--docs");
        return arguments.Contains("--quick")
            ? new GrowthOptions(10_000, 1, [0, 1_000, 100_000], [0, 1_000, 10_000], [10_000, 100_000], writesDocs)
            : new GrowthOptions(
                20_000,
                3,
                [0, 1_000, 10_000, 100_000, 1_000_000],
                [0, 1_000, 10_000, 100_000, 1_000_000],
                [10_000, 100_000, 1_000_000],
                writesDocs);
    }
}
