using Ponos.Tests.Support;

namespace Ponos.Benchmarks.Report;

/// <summary>On what the figures were taken, without a name of the machine.</summary>
internal static class MachineText
{
    public static string Of(string when) =>
        $"{Alone(when)} shared with the broker, RabbitMQ {RabbitUnderTest.Version}.";

    /// <summary>Where no broker takes part.</summary>
    public static string Alone(string when) => $"{when}, .NET {Environment.Version}, {Environment.ProcessorCount} cores ({Processor()})";

    public static string Today => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string Processor() => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";
}
