using System.Globalization;

namespace Ponos.Benchmarks.Machine;

/// <summary>Processor time as Linux tells it, in steps of 10 ms.</summary>
internal static class ProcessorTimes
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    /// <summary>What all programs of the machine have used. Without interrupts, which are our own network's.</summary>
    public static TimeSpan OfMachine()
    {
        // cpu user nice system idle iowait irq softirq steal
        var line = File.ReadLines("/proc/stat").First();
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Step * (Number(fields[1]) + Number(fields[2]) + Number(fields[3]) + Number(fields[8]));
    }

    /// <summary>What one process has used; nothing for the process 0.</summary>
    public static TimeSpan OfProcess(int id)
    {
        if (id == 0)
        {
            return TimeSpan.Zero;
        }

        var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
        // The name, in parentheses, may have spaces.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return Step * (Number(fields[11]) + Number(fields[12]));
    }

    /// <summary>Memory of a process that is in use, in bytes.</summary>
    public static long ResidentBytesOf(int id)
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/status"))
            .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
