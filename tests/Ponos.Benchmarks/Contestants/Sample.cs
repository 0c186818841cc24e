using System.Diagnostics;
using Ponos.Benchmarks.Machine;

namespace Ponos.Benchmarks.Contestants;

/// <summary>One thing measured once.</summary>
/// <param name="PerSecond">Jobs a second.</param>
/// <param name="ClientMicros">Processor time of the program for a job.</param>
/// <param name="BrokerMicros">Processor time of the broker for a job.</param>
/// <param name="Bytes">Bytes allocated for a job.</param>
/// <param name="OtherCores">How many cores other processes used meanwhile.</param>
/// <param name="MedianMicros">The median latency, where latency was measured.</param>
/// <param name="P99Micros">The latency that one job in a hundred exceeds, where latency was measured.</param>
internal sealed record Sample(
    double PerSecond,
    double ClientMicros,
    double BrokerMicros,
    double Bytes,
    double OtherCores,
    double MedianMicros = 0,
    double P99Micros = 0)
{
    /// <summary>Above this a sample says more of the other processes than of ours.</summary>
    public const double MostOtherCores = 1.0 / 3;

    public bool IsQuiet => OtherCores <= MostOtherCores;

    public static Sample Between(Reading begin, Reading end, int jobs)
    {
        var seconds = Stopwatch.GetElapsedTime(begin.Timestamp, end.Timestamp).TotalSeconds;
        var client = end.Client - begin.Client;
        var broker = end.Broker - begin.Broker;
        var others = end.Machine - begin.Machine - client - broker;
        return new Sample(
            jobs / seconds,
            client.TotalMicroseconds / jobs,
            broker.TotalMicroseconds / jobs,
            (double)(end.Bytes - begin.Bytes) / jobs,
            Math.Max(0, others.TotalSeconds / seconds));
    }
}
