using System.Globalization;

namespace Examples.Metrics;

/// <summary>How a machine is doing.</summary>
/// <param name="Load">
/// Processes that ran or waited to run, on average of the last minute; <see langword="null"/> where the system does not say.
/// </param>
/// <param name="Processors">How many processors there are.</param>
/// <param name="MemoryTotal">Bytes of memory.</param>
/// <param name="MemoryAvailable">Bytes of memory that processes can still get.</param>
/// <param name="DiskTotal">Bytes on the disk of the working directory.</param>
/// <param name="DiskFree">Bytes that are free on it.</param>
public sealed record MachineFigures(double? Load, int Processors, long MemoryTotal, long MemoryAvailable, long DiskTotal, long DiskFree)
{
    private const double Gibi = 1024d * 1024 * 1024;

    /// <summary>The figures on one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"load {Load?.ToString("F2", CultureInfo.InvariantCulture) ?? "unknown"} on {Processors} processors, "
        + $"{MemoryAvailable / Gibi:F1} of {MemoryTotal / Gibi:F1} GiB memory available, "
        + $"{DiskFree / Gibi:F1} of {DiskTotal / Gibi:F1} GiB disk free");
}
