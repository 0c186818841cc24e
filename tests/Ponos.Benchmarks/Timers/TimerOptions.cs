using System.Globalization;

namespace Ponos.Benchmarks.Timers;

/// <summary>How long it takes.</summary>
/// <param name="WarmUp">From the last schedule that was put to the measuring.</param>
/// <param name="Measured">How long each process is measured.</param>
/// <param name="WritesDocs">Whether docs/performance.md gets the table.</param>
internal sealed record TimerOptions(TimeSpan WarmUp, TimeSpan Measured, bool WritesDocs = false)
{
    /// <exception cref="FormatException">The arguments cannot be read.</exception>
    public static TimerOptions Parse(string[] arguments)
    {
        if (arguments.FirstOrDefault(argument => argument is not ("--quick" or "--docs")) is { } unknown)
        {
            throw new FormatException($"'{unknown}' is not known.");
        }

        return arguments.Contains("--quick")
            ? new TimerOptions(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), arguments.Contains("--docs"))
            : new TimerOptions(TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(14), arguments.Contains("--docs"));
    }

    /// <summary>As a parent tells its child.</summary>
    public static TimerOptions Of(string warmUp, string measured) => new(Seconds(warmUp), Seconds(measured));

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));
}
