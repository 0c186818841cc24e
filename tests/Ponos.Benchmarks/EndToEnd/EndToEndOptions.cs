using System.Globalization;

namespace Ponos.Benchmarks.EndToEnd;

/// <summary>How much is measured, and where the figures go.</summary>
/// <param name="Jobs">Jobs in a sample.</param>
/// <param name="ManyJobs">Jobs in a sample of many callers, those before it counts included.</param>
/// <param name="FirstJobs">Jobs that a new process begins with.</param>
/// <param name="Rest">How long a filled queue rests.</param>
/// <param name="Pairs">Enough pairs that count, of each figure.</param>
/// <param name="Budget">No round begins after this.</param>
/// <param name="Starts">Cold starts to measure, of each kind.</param>
/// <param name="WithNative">Whether the service is compiled ahead of time for it, which takes a minute or two.</param>
/// <param name="JsonFile">Where the figures are written for machines.</param>
/// <param name="WritesDocs">Whether docs/performance.md gets the tables and plots.</param>
/// <param name="Against">Ponos.Benchmarks.dll of an earlier build: its own contestant takes the place of the hand-written program.</param>
/// <param name="FirstRounds">So many rounds of what new processes begin with, and nothing else; 0 for everything.</param>
internal sealed record EndToEndOptions(
    int Jobs,
    int ManyJobs,
    int FirstJobs,
    TimeSpan Rest,
    int Pairs,
    TimeSpan Budget,
    int Starts,
    bool WithNative,
    string? JsonFile = null,
    bool WritesDocs = false,
    string? Against = null,
    int FirstRounds = 0)
{
    /// <exception cref="FormatException">The arguments cannot be read.</exception>
    public static EndToEndOptions Parse(string[] arguments)
    {
        var options = arguments.Contains("--quick")
            ? new EndToEndOptions(6_000, 70_000, 50_000, TimeSpan.FromMilliseconds(300), 3, TimeSpan.Zero, 3, WithNative: false)
            : new EndToEndOptions(
                12_000, 350_000, 50_000, TimeSpan.FromMilliseconds(700), 30, TimeSpan.FromMinutes(21), 15, WithNative: true);
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--quick" => options,
                "--minutes" when i + 1 < arguments.Length =>
                    options with { Budget = TimeSpan.FromMinutes(double.Parse(arguments[++i], CultureInfo.InvariantCulture)) },
                "--docs" => options with { WritesDocs = true },
                "--json" when i + 1 < arguments.Length => options with { JsonFile = arguments[++i] },
                "--against" when i + 1 < arguments.Length =>
                    options with { Against = Existing(arguments[++i]), Starts = 0, WithNative = false },
                "--first" when i + 1 < arguments.Length =>
                    options with { FirstRounds = int.Parse(arguments[++i], CultureInfo.InvariantCulture), Starts = 0 },
                "--first" => throw new FormatException("--first needs a number of rounds."),
                "--json" => throw new FormatException("--json needs a file."),
                var other => throw new FormatException($"'{other}' is not known."),
            };
        }

        if (options is { Against: not null, FirstRounds: > 0 })
        {
            throw new FormatException("--first measures against the hand-written program; leave out --against.");
        }

        return options.Against is null || !options.WritesDocs
            ? options
            : throw new FormatException("--docs writes figures against the hand-written program; leave out --against.");
    }

    private static string Existing(string file) =>
        File.Exists(file) ? file : throw new FormatException($"There is no file '{file}' to measure against.");
}
