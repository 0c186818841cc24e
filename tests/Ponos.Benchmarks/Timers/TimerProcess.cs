using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ponos.Benchmarks.Contestants;
using Ponos.Benchmarks.Machine;

namespace Ponos.Benchmarks.Timers;

/// <summary>One kind of schedules kept by one contestant, in a process of its own.</summary>
internal static class TimerProcess
{
    public const string Khronos = "khronos";
    public const string KhronosMessages = "khronos-messages";
    public const string Quartz = "quartz";

    /// <summary>Starts a process, and waits for what it measured.</summary>
    public static async Task<TimerSample> MeasureAsync(string contestant, TimerKind kind, TimerOptions options)
    {
        string[] arguments = ["timers", contestant, kind.ToString(), Text(options.WarmUp), Text(options.Measured)];
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using var process = Process.Start(
            new ProcessStartInfo(dotnet, [typeof(TimerProcess).Assembly.Location, .. arguments]) { RedirectStandardOutput = true })!;
        try
        {
            using var limit = new CancellationTokenSource(options.WarmUp + options.Measured + TimeSpan.FromMinutes(2));
            var answer = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? JsonSerializer.Deserialize(answer, WireJson.Default.TimerSample)!
                : throw new InvalidOperationException(
                    $"The process of '{contestant}' ended with {process.ExitCode}; what it printed says why.");
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>The child's part.</summary>
    public static async Task<int> RunAsync(string contestant, TimerKind kind, TimerOptions options)
    {
        var tally = new LatenessTally();
        await using ITimers timers = contestant == Quartz
            ? new QuartzTimers()
            : new KhronosTimers(makesMessages: contestant == KhronosMessages);
        var began = Stopwatch.GetTimestamp();
        await timers.StartAsync(kind, tally);
        var setUp = Stopwatch.GetElapsedTime(began);
        // What became due meanwhile is caught up with, and the compiler has its time.
        await Task.Delay(options.WarmUp);
        var begin = Reading.TakeBefore(brokerId: 0);
        tally.Open();
        await Task.Delay(options.Measured);
        tally.Close();
        var sample = TimerSample.Between(begin, Reading.TakeAfter(brokerId: 0), tally, setUp);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(sample, WireJson.Default.TimerSample));
        return 0;
    }

    private static string Text(TimeSpan span) => span.TotalSeconds.ToString(CultureInfo.InvariantCulture);
}
