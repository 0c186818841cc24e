using System.Diagnostics;
using Ponos.Benchmarks.Machine;

namespace Ponos.Benchmarks.Growth;

/// <summary>What one job cost.</summary>
/// <param name="Micros">Time.</param>
/// <param name="ClientMicros">Processor time of the program.</param>
/// <param name="BrokerMicros">Processor time of the broker; 0 on the embedded one.</param>
/// <param name="Bytes">Bytes allocated.</param>
internal sealed record GrowthCost(double Micros, double ClientMicros, double BrokerMicros, double Bytes)
{
    public static GrowthCost Between(Reading begin, Reading end, int jobs) => new(
        Stopwatch.GetElapsedTime(begin.Timestamp, end.Timestamp).TotalMicroseconds / jobs,
        (end.Client - begin.Client).TotalMicroseconds / jobs,
        (end.Broker - begin.Broker).TotalMicroseconds / jobs,
        (double)(end.Bytes - begin.Bytes) / jobs);
}
