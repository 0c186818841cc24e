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

        var fields = StatusOf(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}"));
        return Step * (Number(fields[11]) + Number(fields[12]));
    }

    /// <summary>
    /// What a process has used together with its children, those that have ended too: a server that
    /// gives each connection a process.
    /// </summary>
    public static TimeSpan OfFamily(int id)
    {
        var parent = id.ToString(CultureInfo.InvariantCulture);
        // Two more fields tell of the children that it waited for.
        var ended = StatusOf($"/proc/{parent}")[13..15].Sum(Number);
        var children = File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return OfProcess(id) + (Step * ended) + children.Select(child => OfProcess(int.Parse(child, CultureInfo.InvariantCulture)))
            .Aggregate(TimeSpan.Zero, (sum, one) => sum + one);
    }

    /// <summary>Memory of a process that is in use, in bytes.</summary>
    public static long ResidentBytesOf(int id)
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/status"))
            .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    /// <summary>The fields of a process's status behind its name, which is in parentheses and may have spaces.</summary>
    private static string[] StatusOf(string folder)
    {
        var text = File.ReadAllText(Path.Combine(folder, "stat"));
        return text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
