using System.Diagnostics;

namespace Ponos.Benchmarks.Machine;

/// <summary>What this process, the broker and the machine have spent up to a moment.</summary>
/// <remarks>The broker's process is 0 where there is none.</remarks>
internal readonly record struct Reading(long Timestamp, TimeSpan Client, TimeSpan Broker, TimeSpan Machine, long Bytes)
{
    /// <summary>A reading whose own cost falls before the moment.</summary>
    public static Reading TakeBefore(int brokerId)
    {
        var machine = ProcessorTimes.OfMachine();
        var broker = ProcessorTimes.OfProcess(brokerId);
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        return new Reading(Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, broker, machine, bytes);
    }

    /// <summary>A reading whose own cost falls behind the moment.</summary>
    public static Reading TakeAfter(int brokerId)
    {
        var timestamp = Stopwatch.GetTimestamp();
        var client = Environment.CpuUsage.TotalTime;
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        return new Reading(timestamp, client, ProcessorTimes.OfProcess(brokerId), ProcessorTimes.OfMachine(), bytes);
    }
}
