using System.Diagnostics;
using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.Micro;

/// <summary>
/// Ratios of what <see cref="ContractBenchmarks"/> measures, in a way that a machine with other work does not upset: short
/// batches of each in turn, the ratio of each turn, the median of those.
/// </summary>
internal sealed class ContractRatios
{
    private const int WarmUps = 40;
    private const int Rounds = 400;

    private readonly List<(double Validate, double Theirs, double Deserialise, double Both, double Strictly, double BothStrictly)>
        _rounds = [];

    public ContractRatios(int bytes)
    {
        var benchmarks = new ContractBenchmarks { Bytes = bytes };
        benchmarks.SetUp();
        var runs = 200_000 / bytes;
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            var turn = (
                Time(() => benchmarks.Validate(), runs),
                Time(() => benchmarks.ValidateNJsonSchema(), Math.Max(1, runs / 10)),
                Time(() => benchmarks.Deserialise(), runs),
                Time(() => benchmarks.ValidateAndDeserialise(), runs),
                Time(() => benchmarks.DeserialiseStrictly(), runs),
                Time(() => benchmarks.ValidateAndDeserialiseStrictly(), runs));
            if (round >= WarmUps)
            {
                _rounds.Add(turn);
            }
        }
    }

    /// <summary>Nanoseconds for one validation.</summary>
    public double Validate => new Figures(_rounds.Select(round => round.Validate)).Median;

    public double ByNJsonSchema => new Figures(_rounds.Select(round => round.Theirs / round.Validate)).Median;

    public double BothByDeserialise => new Figures(_rounds.Select(round => round.Both / round.Deserialise)).Median;

    public double BothByDeserialiseStrictly => new Figures(_rounds.Select(round => round.BothStrictly / round.Strictly)).Median;

    private static double Time(Action run, int runs)
    {
        var since = Stopwatch.GetTimestamp();
        for (var i = 0; i < runs; i++)
        {
            run();
        }

        return Stopwatch.GetElapsedTime(since).TotalNanoseconds / runs;
    }
}
