using System.Globalization;

namespace Examples.Metrics;

/// <summary>Reads the figures of the machine that the process runs on.</summary>
/// <param name="processFolder">Where Linux says how it is doing. What is missing there, .NET is asked for.</param>
public sealed class Machine(string processFolder = "/proc")
{
    /// <summary>Reads the figures as they are now.</summary>
    public MachineFigures Read()
    {
        var memory = ReadMemory();
        var disk = new DriveInfo(Path.GetFullPath("."));
        return new MachineFigures(
            ReadLoad(), Environment.ProcessorCount, memory.Total, memory.Available, disk.TotalSize, disk.AvailableFreeSpace);
    }

    /// <summary>Its first word is the average of the last minute: <c>0.52 0.58 0.59 1/467 10131</c>.</summary>
    private double? ReadLoad()
    {
        var file = Path.Combine(processFolder, "loadavg");
        return File.Exists(file) ? double.Parse(File.ReadAllText(file).Split(' ')[0], CultureInfo.InvariantCulture) : null;
    }

    private (long Total, long Available) ReadMemory()
    {
        var file = Path.Combine(processFolder, "meminfo");
        if (File.Exists(file))
        {
            var lines = File.ReadAllLines(file);
            return (Kibibytes(lines, "MemTotal:"), Kibibytes(lines, "MemAvailable:"));
        }

        var memory = GC.GetGCMemoryInfo();
        return (memory.TotalAvailableMemoryBytes, Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes));
    }

    /// <summary>A line reads <c>MemTotal:       16384256 kB</c>.</summary>
    private static long Kibibytes(string[] lines, string name)
    {
        var line = Array.Find(lines, line => line.StartsWith(name, StringComparison.Ordinal))
            ?? throw new InvalidDataException($"The system does not say {name}");
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
