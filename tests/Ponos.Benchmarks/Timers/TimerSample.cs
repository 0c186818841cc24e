using System.Diagnostics;
using Ponos.Benchmarks.Machine;

namespace Ponos.Benchmarks.Timers;

/// <summary>What keeping the schedules cost, and how late ticks were.</summary>
/// <param name="PerSecond">Ticks a second.</param>
/// <param name="Core">Processor time of the process as a share of one core.</param>
/// <param name="Bytes">Bytes allocated for a tick.</param>
/// <param name="MedianMilliseconds">The median lateness.</param>
/// <param name="P99Milliseconds">The lateness that one tick in a hundred exceeds.</param>
/// <param name="Early">Ticks before their instant.</param>
/// <param name="Missed">Instants that were passed over.</param>
/// <param name="SetUpSeconds">How long it took to put the schedules.</param>
/// <param name="OtherCores">How many cores other processes used meanwhile.</param>
internal sealed record TimerSample(
    double PerSecond,
    double Core,
    double Bytes,
    double MedianMilliseconds,
    double P99Milliseconds,
    long Early,
    long Missed,
    double SetUpSeconds,
    double OtherCores)
{
    public static TimerSample Between(Reading begin, Reading end, LatenessTally tally, TimeSpan setUp)
    {
        var seconds = Stopwatch.GetElapsedTime(begin.Timestamp, end.Timestamp).TotalSeconds;
        var used = end.Client - begin.Client;
        return new TimerSample(
            tally.Count / seconds,
            used.TotalSeconds / seconds,
            (double)(end.Bytes - begin.Bytes) / tally.Count,
            tally.Quantile(0.5),
            tally.Quantile(0.99),
            tally.Early,
            tally.Missed,
            setUp.TotalSeconds,
            Math.Max(0, (end.Machine - begin.Machine - used).TotalSeconds / seconds));
    }
}
